"""What is taught, for the drill-down: the offerings of an edition, without any count."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Teaching:
    """An offering; its enrolments are the figure `enrolments` of the place `offering`."""

    centre: str  # that teaches
    offering: str  # system/key
    unit: str
    title: str
    level: str  # I to V
    modality: str  # on_site, distance, hybrid
    intec: bool
    relayed: bool  # passed on by this centre from another


COLUMNS = "centre, offering, unit, coalesce(title, ''), level, modality, intec, relayed"


def read_offerings(linked: Path) -> tuple[Teaching, ...]:
    """The offerings of linked facts in which somebody is enrolled, by centre and key."""
    import duckdb  # noqa: PLC0415 -- only whoever builds

    with duckdb.connect() as engine:
        rows = engine.execute(
            f"SELECT {COLUMNS} FROM read_parquet($file) WHERE enrolments > 0",  # noqa: S608 -- names of ours
            {"file": str(linked / "offerings.parquet")},
        ).fetchall()
    return tuple(sorted(Teaching(*row) for row in rows))


def to_lines(teaching: Iterable[Teaching]) -> str:
    """One offering a line, as JSON; the same offerings give the same text."""
    return "".join(
        json.dumps(asdict(one), ensure_ascii=False, sort_keys=True) + "\n" for one in teaching
    )


def from_lines(text: str) -> tuple[Teaching, ...]:
    return tuple(Teaching(**json.loads(line)) for line in text.splitlines())

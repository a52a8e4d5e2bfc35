"""From a snapshot to linked facts: compared, joined, counted, written once under their digest."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gregoire.observatory.figures import HeadCount
from gregoire.observatory.linkage import facts, model, records, review
from gregoire.observatory.linkage.joining import joined
from gregoire.observatory.linkage.review import Decision, PairToReview
from gregoire.observatory.linkage.settings import Settings, settings
from gregoire.observatory.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STAGES: Final = 5
READING: Final = "Linkage: registrations are read"
TRAINING: Final = "Linkage: the model is trained"
COMPARING: Final = "Linkage: pairs are compared"
JOINING: Final = "Linkage: persons are counted"
WRITING: Final = "Linkage: linked facts are written"
READY: Final = "Linkage: ready"
SETTINGS: Final = "settings.toml"
ENGINES: Final = ("duckdb", "splink")
USED: Final = (  # what linkage takes from elsewhere: a change of it makes other linkages, too
    ("gregoire.kernel", ("text.py",)),
    ("gregoire.observatory", (
        "data/places.csv", "figures.py", "linked.py", "places.py", "rules.py", "store.py",
    )),
)  # fmt: skip
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Linkage:
    """`path` holds `linked/`, `clusters.parquet`, `pairs.parquet`, `linkage.json`, `model.json`,
    and the settings.
    """

    digest: str
    head_count: HeadCount
    path: Path


def link(
    snapshot: Path, *, store: Store, decisions: Sequence[Decision], progress: Progress
) -> Linkage:
    """The linkage of a snapshot; made once, then read.

    `snapshot`: a folder of the store, named by its digest. `decisions` hold where both registrations
    stand in the snapshot. Raises FileNotFoundError where the snapshot is not there.
    """
    used = settings()
    ordered = sorted(set(decisions), key=lambda each: (*each.pair, each.answer))
    digest = _digest(snapshot, ordered)
    place = store.linkage(digest)
    if not place.exists():
        with store.making(place) as draft:
            _make(snapshot, draft, used, ordered, progress)
    progress(READY, STAGES, STAGES)
    text = (place / "linkage.json").read_text(encoding="utf-8")
    return Linkage(digest, HeadCount(**json.loads(text)["head_count"]), place)


def _digest(snapshot: Path, decisions: Sequence[Decision]) -> str:
    """Of all that a linkage is made of: snapshot, settings, code, engines, decisions."""
    if not (snapshot / "snapshot.json").exists():
        raise FileNotFoundError(f"{snapshot} is not a snapshot: it holds no snapshot.json")
    digest = hashlib.sha256(snapshot.name.encode())
    for name, source in sources():
        digest.update(f"\n{name}\n".encode() + source.read_bytes())
    for engine in ENGINES:
        digest.update(f"\n{engine} {version(engine)}".encode())
    for decision in decisions:
        digest.update(f"\n{' '.join(decision.pair)} {decision.answer}".encode())
    return digest.hexdigest()


def sources() -> Iterator[tuple[str, Traversable]]:
    """The files of the programme that bear on a linkage, by name."""
    for each in sorted(files(__package__).iterdir(), key=lambda each: each.name):
        if each.name.endswith((".py", ".toml")):
            yield each.name, each
    for package, names in USED:
        for name in names:
            yield f"{package}/{name}", files(package) / name


def _make(
    snapshot: Path,
    folder: Path,
    used: Settings,
    decisions: Sequence[Decision],
    progress: Progress,
) -> None:
    import duckdb  # noqa: PLC0415 -- commands that link nothing do without

    spill = (
        folder / "spill"
    )  # names may be written there: in this folder, which is its owner's alone
    with duckdb.connect(config={"temp_directory": str(spill)}) as connection:
        connection.execute("set enable_progress_bar = false")  # we tell of our own stages
        progress(READING, 0, STAGES)
        count = records.prepare(connection, snapshot)
        progress(TRAINING, 1, STAGES)
        fitted = model.trained(connection, used)
        progress(COMPARING, 2, STAGES)
        model.score(connection, fitted)
        progress(JOINING, 3, STAGES)
        who = joined(connection, used, decisions, records=count)
        queue, strata = review.pairs_to_review(connection, used, cut=who.cut, told=who.told)
        progress(WRITING, 4, STAGES)
        _write_clusters(connection, who.clusters.person_of, folder)
        _write_pairs(connection, queue, folder)
        facts.write(connection, snapshot, folder / "linked")
        persons, registrations = facts.people(connection)
    shutil.rmtree(spill, ignore_errors=True)
    answers = review.reviewed(queue, strata, decisions)
    head_count = HeadCount(
        persons=persons,
        registrations=registrations,
        lower=who.fewest,
        upper=who.most,
        threshold=used.thresholds.accepted,
        lax_threshold=used.thresholds.lax,
        strict_threshold=used.thresholds.strict,
        expected_precision=strata.expected_precision(),
        expected_recall=strata.expected_recall(),
        **asdict(answers),
    )
    (folder / SETTINGS).write_bytes((files(__package__) / SETTINGS).read_bytes())
    _write_json(folder / "model.json", fitted)
    _write_json(
        folder / "linkage.json",
        {
            "snapshot": snapshot.name,
            "head_count": asdict(head_count),
            "strata": {each: strata.pairs[each] for each in review.Stratum},
            "seed": used.seed,
            "engines": {engine: version(engine) for engine in ENGINES},
        },
    )


def _write_clusters(
    connection: "DuckDBPyConnection", person_of: Mapping[str, str], folder: Path
) -> None:
    """`clusters.parquet`: every registration, and the person whose it is."""
    _table(connection, "joined_", {"ref": list(person_of), "person": list(person_of.values())})
    connection.execute("""
        create or replace temp table clusters as
        select ref, coalesce(person, ref) as person
        from records left join joined_ using (ref) order by ref
    """)
    _copy(connection, "from clusters order by ref", folder / "clusters.parquet")


def _write_pairs(
    connection: "DuckDBPyConnection", queue: Sequence[PairToReview], folder: Path
) -> None:
    """`pairs.parquet`: the pairs to review, without names."""
    columns = ("left", "right", "probability", "reason", "stratum")
    _table(
        connection,
        "queue_",
        {name: [getattr(pair, name) for pair in queue] for name in columns},
    )
    _copy(connection, 'from queue_ order by "left", "right"', folder / "pairs.parquet")


def _table(
    connection: "DuckDBPyConnection", name: str, columns: Mapping[str, Sequence[Any]]
) -> None:
    import pyarrow as pa  # noqa: PLC0415 -- heavy, and only linkages need it

    connection.register(
        "given_",
        pa.table(
            {
                column: pa.array(values, pa.float64() if column == "probability" else pa.string())
                for column, values in columns.items()
            }
        ),
    )
    connection.execute(f"create or replace temp table {name} as from given_")
    connection.unregister("given_")


def _copy(connection: "DuckDBPyConnection", query: str, target: Path) -> None:
    connection.execute(f"copy ({query}) to '{target}' (format parquet, compression zstd)")


def _write_json(path: Path, data: Mapping[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")

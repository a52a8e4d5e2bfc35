"""The settings of a linkage, read from a file of their own (`settings.toml` says what each means)."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which a pair may stand. `when` is SQL over `<column>_l` and `<column>_r`."""

    label: str
    m: float  # P(level | one person)
    u: float  # P(level | two persons)
    when: str = ""  # empty for the last level, which holds otherwise
    frequency: str = ""  # the column whose common values weigh less


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared; the first level whose condition holds is taken."""

    name: str
    unknown: str  # SQL: nothing is known of it, no evidence either way
    levels: tuple[Level, ...]
    fixed: bool = False  # neither m nor u is estimated
    fixed_m: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which a pair is joined."""

    lax: float
    accepted: float
    strict: float


@dataclass(frozen=True, slots=True)
class Training:
    label: str
    minimum_pairs: int
    maximisation: tuple[str, ...]
    minimum_records: int
    sampled_pairs: int
    seen_enough: int
    exact_rule: str
    exact_rule_recall: float
    others: float


@dataclass(frozen=True, slots=True)
class Audit:
    pairs: int
    floor: float


@dataclass(frozen=True, slots=True)
class Settings:
    seed: int
    thresholds: Thresholds
    training: Training
    audit: Audit
    blocking: tuple[str, ...]
    comparisons: tuple[Comparison, ...]


def settings(path: Path | None = None) -> Settings:
    """Of this file, or the observatory's own. Raises TypeError for a name that is none of ours."""
    data = tomllib.loads(
        (files(__package__) / "settings.toml").read_text(encoding="utf-8")
        if path is None
        else path.read_text(encoding="utf-8")
    )
    return Settings(
        seed=data["seed"],
        thresholds=Thresholds(**data["thresholds"]),
        training=Training(**_tuples(data["training"])),
        audit=Audit(**data["audit"]),
        blocking=tuple(data["blocking"]["rules"]),
        comparisons=tuple(
            Comparison(**{**each, "levels": tuple(Level(**level) for level in each["levels"])})
            for each in data["comparison"]
        ),
    )


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
    }

"""Definitions of indicators as the edition holds them, in French sentences."""

from dataclasses import dataclass
from typing import Any

from gregoire.observatory.figures import Edition


@dataclass(frozen=True, slots=True)
class Term:
    """An indicator: its name, its unit, how it is made."""

    code: str
    name: str
    unit: str
    definition: str


def terms(edition: Edition) -> tuple[Term, ...]:
    """In the order of their codes, as editions keep them."""
    return tuple(
        Term(
            code=code,
            name=definition["title"]["fr"],
            unit=definition["unit"]["fr"],
            definition=_told(definition, edition.convention),
        )
        for code, definition in edition.definitions.items()
    )


def _told(definition: dict[str, Any], convention: str) -> str:
    sentences = [
        definition["how"]["fr"],
        f"Champ : {definition['field']['fr']}",
        f"Lieu : {definition['role']['fr']}",
        *([definition["missing"][convention]["fr"]] if definition["is_rate"] else []),
        definition["totals"][convention]["fr"],
        *(caveat["fr"] for caveat in definition["caveats"]),
    ]
    return " ".join(dict.fromkeys(sentences))

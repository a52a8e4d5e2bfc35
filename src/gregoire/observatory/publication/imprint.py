"""What every published file says of where it comes from."""

from datetime import UTC, datetime

from gregoire.observatory.figures import Edition, Status
from gregoire.observatory.publication.french import typographic
from gregoire.observatory.publication.narrative import source

SHORT = 12  # characters of a digest that people are shown


def made_on(edition: Edition) -> datetime:
    """The date written into files: the last day of the edition's second year, so that the same edition
    gives the same bytes whenever it is published.
    """
    return datetime(int(edition.name[-4:]), 12, 31, tzinfo=UTC)


def is_provisional(edition: Edition) -> bool:
    """Whether a figure of the edition's own year may still change."""
    return any(
        cell.status is Status.PROVISIONAL and cell.key.period == edition.name
        for cell in edition.cells
    )


def state_of(edition: Edition) -> str:
    """In which words a file says it: `draft` (all may be revised), `provisional` (some), `final`."""
    if edition.is_provisional:
        return "draft"
    return "provisional" if is_provisional(edition) else "final"


def imprint(edition: Edition) -> list[str]:
    """Sentences: the edition, its convention, its identifiers."""
    words = source()["imprint"]
    state = words[state_of(edition)]
    return [
        typographic(line)
        for line in (
            words["edition"].format(name=edition.name, state=state),
            words["convention"][edition.convention],
            words["identifiers"].format(
                edition=edition.identifier[:SHORT],
                snapshot=edition.snapshot[:SHORT],
                linkage=edition.linkage[:SHORT],
                code=edition.code[:SHORT],
            ),
            words["licence"],
        )
    ]

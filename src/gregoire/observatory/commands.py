"""What the commands of the observatory do, between the files of the store and the database."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gregoire.observatory import editions
from gregoire.observatory.editions import EditionError
from gregoire.observatory.feeds.findings import sentences
from gregoire.observatory.feeds.returns import LANGUAGE
from gregoire.observatory.figures import Edition
from gregoire.observatory.store import Store

if TYPE_CHECKING:
    from gregoire.observatory.linkage import Decision

Progress = Callable[[str, int, int], None]
SHORTEST: Final = 6


@dataclass(frozen=True, slots=True)
class Return:
    """The quality return of a system, and what stands in it, by what was done."""

    system: str
    page: Path
    findings: dict[str, int]


@dataclass(frozen=True, slots=True)
class Release:
    """What a publication is made of: the edition, what the public reads of it, the files."""

    edition: Edition
    public: Edition
    files: tuple[Path, ...]


def store_of(data_dir: Path) -> Store:
    """Where the observatory of a data folder keeps its files."""
    return Store(data_dir / "observatory")


def decisions() -> "list[Decision]":
    """What the observatory has answered of pairs, for the linkage; reads the database."""
    from gregoire.observatory import queries  # noqa: PLC0415 -- only where Django is awake
    from gregoire.observatory.linkage import Decision  # noqa: PLC0415

    return [Decision(left, right, answer) for left, right, answer in queries.decisions()]


def release(
    store: Store, *, name: str, convention: str, progress: Progress, is_provisional: bool = False
) -> Release:
    """Hide what must be hidden of the edition built last, and write every published file of it.

    Each file says whether the edition is provisional.
    Raises EditionError where it was not built, where a check of it fails, where hiding cannot do, or
    where it was published with other figures hidden.
    """
    from gregoire.observatory.editions.confidential import hide  # noqa: PLC0415 -- brings a solver
    from gregoire.observatory.editions.hiding.choice import CannotHideError  # noqa: PLC0415
    from gregoire.observatory.publication import publish  # noqa: PLC0415

    edition = editions.load(store, name, convention)
    refuse_unproved(edition)
    taught = editions.teaching(store, edition)
    try:
        public = replace(hide(edition, taught, progress), is_provisional=is_provisional)
    except CannotHideError as error:
        raise EditionError(f"The edition cannot be published: {error}") from error
    editions.refuse_other_public(store, public)
    progress("Files", 0, 1)
    folder = editions.published(store, name, convention, edition.identifier)
    earlier = earlier_public(store, name, convention)
    files = publish(edition, public, folder=folder, earlier=earlier, teaching=taught)
    kept = editions.keep_public(store, public)
    progress("Files", 1, 1)
    return Release(edition, public, (*files, kept))


def refuse_unproved(edition: Edition) -> None:
    """Raises EditionError where the edition contradicts itself."""
    gaps = [line for line in editions.check(edition) if line.verdict is editions.Verdict.GAP]
    if gaps:
        first = gaps[0]
        raise EditionError(
            f"The edition contradicts itself in {len(gaps)} figures, first {first.about}: expected "
            f"{first.expected}, found {first.found}. See gregoire observatory check --edition "
            f"{edition.name} --convention {edition.convention}"
        )


def record(edition: Edition, *, is_provisional: bool) -> None:
    """Show the edition to the public from now on; writes the database."""
    from gregoire.framework.actors import SYSTEM  # noqa: PLC0415 -- only where Django is awake
    from gregoire.observatory.operations import publish_edition  # noqa: PLC0415
    from gregoire.observatory.rules import Built  # noqa: PLC0415

    built = Built(edition.name, edition.convention, edition.identifier)
    publish_edition(by=SYSTEM, built=built, is_provisional=is_provisional)


def earlier_public(store: Store, name: str, convention: str) -> list[Edition]:
    """The public editions of years before, the last built of each that was published."""
    found = []
    for earlier in sorted({each for each, _, _ in editions.built(store) if each < name}):
        try:
            identifier = editions.current(store, earlier, convention)
            found.append(editions.load_public(store, earlier, convention, identifier))
        except EditionError:
            continue  # it was not built so, or not published
    return found


def public_elsewise(store: Store, edition: Edition) -> list[str]:
    """Other conventions under which the same year was published from this store."""
    return sorted(
        {
            convention
            for name, convention, identifier in editions.built(store)
            if (name, convention) != (edition.name, edition.convention)
            and name == edition.name
            and (editions.published(store, name, convention, identifier) / "public.json").is_file()
        }
    )


def find(store: Store, text: str) -> Edition:
    """The edition that somebody means: an identifier (its beginning will do), `2016-2017`, or
    `2016-2017/note-2016`.

    Raises EditionError where none, or more than one, is meant.
    """
    name, _, convention = text.partition("/")
    if "-" in name:
        return editions.load(store, name, convention or editions.CONVENTIONS[0])
    meant = [each for each in editions.built(store) if each[2].startswith(text)]
    if len(text) < SHORTEST or len(meant) != 1:
        raise EditionError(
            f"“{text}” means {len(meant)} of the editions: name one as 2016-2017, as "
            f"2016-2017/note-2016, or by {SHORTEST} characters of its identifier "
            "(gregoire observatory list)."
        )
    return editions.load(store, *meant[0])


def returns(store: Store, name: str) -> list[Return]:
    """The quality returns of the last ingestion of an edition; raises EditionError without one."""
    pages = sorted(store.returns(name).glob("*.html"))
    if not pages:
        raise EditionError(
            f"There are no quality returns of {name}: gregoire observatory ingest FOLDER --edition {name}"
        )
    return [Return(page.stem, page, fates(page.with_suffix(".csv"))) for page in pages]


def fates(file: Path) -> dict[str, int]:
    """How many findings of a return had which fate, in the words of the return."""
    fate = sentences().page["fate"][LANGUAGE]
    with file.open(encoding="utf-8-sig", newline="") as lines:
        found = Counter(row[fate] for row in csv.DictReader(lines, delimiter=";"))
    return dict(sorted(found.items()))

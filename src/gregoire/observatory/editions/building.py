"""An edition is built once: figures with all that they came from, under the digest of their content."""

import dataclasses
import hashlib
import json
import os
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from gregoire.observatory.editions.teaching import Teaching, from_lines, read_offerings, to_lines
from gregoire.observatory.figures import Edition, from_json, to_json
from gregoire.observatory.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gregoire.observatory.linkage import Decision

CONVENTIONS: Final = ("clean", "note-2016")
CURRENT: Final = "current"
FIGURES: Final = "edition.json"
TEACHING: Final = "teaching.jsonl"
PUBLIC: Final = "public.json"
SOURCES: Final = (".py", ".csv", ".toml")
WITHOUT_BEARING: Final = {"web", "publication", "migrations", "locale", "__pycache__"}  # on figures


class EditionError(ValueError):
    """An edition cannot be built, or found; the sentence says what to do."""


def build(
    store: Store,
    *,
    name: str,
    convention: str,
    decisions: Sequence["Decision"],
    progress: "Callable[[str, int, int], None]",
) -> Edition:
    """Link what was ingested, compute every figure, write the edition and point to it.

    The same snapshot, decisions, code and settings give the same bytes; where the place is taken
    already the bytes are compared, and a difference raises EditionError.
    """
    from gregoire.observatory import indicators  # noqa: PLC0415 -- pages load editions without Ibis
    from gregoire.observatory.linkage import link  # noqa: PLC0415 -- nor Splink

    refuse_unknown(convention)
    snapshot = ingested(store, name)
    linkage = link(store.snapshot(snapshot), store=store, decisions=decisions, progress=progress)
    progress("Figures", 0, 1)
    linked = linkage.path / "linked"
    cells = indicators.figures_of(linked, edition=name, convention=convention)
    edition = Edition(
        name=name,
        convention=convention,
        identifier="",
        snapshot=snapshot,
        linkage=linkage.digest,
        code=code_version(),
        seed=seed_of(linkage.path),
        head_count=linkage.head_count,
        definitions={code: plain(each) for code, each in indicators.definitions().items()},
        cells=tuple(sorted(cells, key=lambda cell: dataclasses.astuple(cell.key))),
        footnotes={code: text.fr for code, text in indicators.footnotes().items()},
    )
    progress("Figures", 1, 1)
    return keep(store, identified(edition), read_offerings(linked))


def identified(edition: Edition) -> Edition:
    """The edition under the SHA-256 of all its content but the identifier."""
    content = to_json(dataclasses.replace(edition, identifier=""))
    digest = hashlib.sha256(content.encode()).hexdigest()
    return dataclasses.replace(edition, identifier=digest)


def keep(store: Store, edition: Edition, offerings: Sequence[Teaching]) -> Edition:
    """Write the edition for good, readable by all and writable by none, and point to it.

    What is taught stands beside its figures: without any count, for the drill-down.
    """
    place = store.built(edition.name, edition.convention, edition.identifier)
    contents = {FIGURES: to_json(edition).encode(), TEACHING: to_lines(offerings).encode()}
    with store.making(place) as draft:
        for name, content in contents.items():
            (draft / name).write_bytes(content)
            (draft / name).chmod(0o444)
    for name, content in contents.items():
        if (place / name).read_bytes() != content:
            raise EditionError(
                f"{place / name} is not what was built anew under the same identifier: it was "
                "changed by hand; put that folder aside and build again."
            )
    point(store.current(edition.name, edition.convention), edition.identifier)
    return edition


def point(file: Path, identifier: str) -> None:
    """Whoever reads the pointer meanwhile finds the old identifier or the new one."""
    draft = file.with_name(f".{file.name}.{uuid4().hex[:8]}")
    draft.write_text(identifier + "\n", encoding="utf-8")
    os.replace(draft, file)  # noqa: PTH105 -- said of two files: it is atomic


def load(store: Store, name: str, convention: str, identifier: str = CURRENT) -> Edition:
    """An edition that was built, as it was written; raises EditionError where there is none."""
    if identifier == CURRENT:
        identifier = current(store, name, convention)
    return read(store.built(name, convention, identifier) / FIGURES)


def teaching(store: Store, edition: Edition) -> tuple[Teaching, ...]:
    """What is taught in an edition that was built."""
    place = store.built(edition.name, edition.convention, edition.identifier)
    return from_lines((place / TEACHING).read_text(encoding="utf-8"))


def load_public(store: Store, name: str, convention: str, identifier: str) -> Edition:
    """What the public may read of an edition that was published; raises EditionError."""
    return read(published(store, name, convention, identifier) / PUBLIC)


def keep_public(store: Store, public: Edition) -> Path:
    """Write beside an edition what the public may read of it; whoever reads meanwhile finds it whole."""
    folder = published(store, public.name, public.convention, public.identifier)
    folder.mkdir(exist_ok=True)
    text = to_json(public)
    draft = folder / f".{PUBLIC}.{uuid4().hex[:8]}"
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, folder / PUBLIC)  # noqa: PTH105 -- said of two files: it is atomic
    return folder / PUBLIC


def refuse_other_public(store: Store, public: Edition) -> None:
    """Raises EditionError where other figures of this very edition were hidden when it was published.

    What shows in one of the two and not in the other would give away what both hide.
    """
    file = published(store, public.name, public.convention, public.identifier) / PUBLIC
    if file.is_file() and read(file).cells != public.cells:
        raise EditionError(
            f"{file} hides other figures than would be hidden now, of the same edition: it stays as it "
            "is; build the edition anew with this version, and publish that."
        )


def published(store: Store, name: str, convention: str, identifier: str) -> Path:
    """The folder of what is published of an edition."""
    return store.built(name, convention, identifier) / "published"


def current(store: Store, name: str, convention: str) -> str:
    """The identifier of the edition built last; raises EditionError where none was."""
    refuse_unknown(convention)
    try:
        return store.current(name, convention).read_text(encoding="utf-8").strip()
    except OSError:
        raise EditionError(
            f"No edition {name} was built under the convention {convention}: "
            f"gregoire observatory build --edition {name} --convention {convention}"
        ) from None


def read(file: Path) -> Edition:
    try:
        return from_json(file.read_text(encoding="utf-8"))
    except OSError:
        raise EditionError(f"There is no edition at {file.parent}.") from None


def built(store: Store) -> "Iterator[tuple[str, str, str]]":
    """Every edition that was built: name, convention, identifier; in this order."""
    for file in sorted(store.edition("x").parent.glob(f"*/*/*/{FIGURES}")):
        if not file.parent.name.startswith("."):  # the draft of a command that was killed
            yield file.parts[-4], file.parts[-3], file.parts[-2]


def ingested(store: Store, name: str) -> str:
    """The digest of the snapshot of an edition; raises EditionError where nothing was ingested."""
    try:
        text = (store.edition(name) / "ingested.json").read_text(encoding="utf-8")
    except OSError:
        raise EditionError(
            f"No feeds were ingested for {name}: gregoire observatory ingest FOLDER --edition {name}"
        ) from None
    return str(json.loads(text)["snapshot"])


def refuse_unknown(convention: str) -> None:
    if convention not in CONVENTIONS:
        raise EditionError(f"There is no convention “{convention}”: {' or '.join(CONVENTIONS)}.")


def seed_of(linkage: Path) -> int:
    """The seed with which the model of a linkage was estimated."""
    return int(json.loads((linkage / "linkage.json").read_text(encoding="utf-8"))["seed"])


@cache
def code_version() -> str:
    """The package's version, and the SHA-256 of all sources that figures depend on."""
    digest = hashlib.sha256()
    for name, source in sources(files("gregoire.observatory")):
        digest.update(f"{name}\0".encode() + hashlib.sha256(source.read_bytes()).digest())
    return f"{version('gregoire')}+{digest.hexdigest()}"


def sources(folder: Traversable, prefix: str = "") -> "Iterator[tuple[str, Traversable]]":
    for each in sorted(folder.iterdir(), key=lambda one: one.name):
        if each.is_dir() and each.name not in WITHOUT_BEARING:
            yield from sources(each, f"{prefix}{each.name}/")
        elif each.is_file() and each.name.endswith(SOURCES):
            yield prefix + each.name, each


def plain(definition: Any) -> dict[str, Any]:
    """A definition as plain values, such as JSON keeps: an edition read again equals the one built."""
    read_again: dict[str, Any] = json.loads(
        json.dumps(dataclasses.asdict(definition), sort_keys=True, default=str)
    )
    return read_again

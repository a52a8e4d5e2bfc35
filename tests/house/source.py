"""The source as the laws read it: every Python file and template of the package, parsed once."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "gregoire"


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its path below the package, its tree, its number of lines."""

    name: str
    tree: ast.Module
    lines: int

    @classmethod
    def of(cls, name: str, text: str) -> "Source":
        return cls(name, ast.parse(text), text.count("\n"))

    @property
    def module(self) -> str:
        """The module of the house that it belongs to: “people” for `people/web/views.py`."""
        return self.name.partition("/")[0].removesuffix(".py")


@dataclass(frozen=True, slots=True)
class Page:
    """One template: its path below the package, its text."""

    name: str
    text: str


@functools.cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the package but migrations, which Django writes."""
    return tuple(_read(PACKAGE))


@functools.cache
def sources_of_tests() -> tuple[Source, ...]:
    return tuple(_read(ROOT / "tests"))


def _read(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            yield Source.of(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))


@functools.cache
def pages() -> tuple[Page, ...]:
    """Every template of the package, of pages and of mails."""
    return tuple(
        Page(path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("templates/**/*"))
        if path.suffix in {".html", ".txt"}
    )

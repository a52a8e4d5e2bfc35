"""The sentences of each module and their French: `python -m gregoire.site.messages` (or `… people records`, for
those modules alone) brings the catalogues up to date.

Babel reads Python, Django turns a template into something that Babel reads: gettext need not be
installed. Translations are kept; sentences that nobody says any more leave.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parent.parent
LOCALE = "fr"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
WIDTH = 100
NARROW, WIDE = "\u202f", "\u00a0"  # the spaces that do not break


def modules() -> list[Path]:
    """The packages that say something, or have a catalogue of what they once said."""
    packages = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
    return [package for package in packages if catalogue_of(package).is_file() or said_in(package)]


def catalogue_of(module: Path) -> Path:
    return module / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def said_in(module: Path) -> Catalog:
    """Every sentence of the module's code and templates, with the files that say it."""
    found = Catalog(charset="utf-8")
    for path in sorted((*module.rglob("*.py"), *module.rglob("*.html"), *module.rglob("*.txt"))):
        if "migrations" in path.parts:
            continue
        for number, message, _comments, context in sentences(path):
            place = (str(path.relative_to(PACKAGE)), number)
            found.add(message, locations=[place], context=context)
    return found


def sentences(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Inside parentheses indentation means nothing: a template's is not Python's.
        text = f"(\n{templatize(text, origin=str(path))}\n)"
    yield from extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)


def kept_catalogue(module: Path) -> Catalog:
    path = catalogue_of(module)
    if not path.is_file():
        return Catalog(locale=LOCALE, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, charset="utf-8")


def update(module: Path) -> None:
    """What is said now, in the order of the alphabet, with the translations that there were."""
    kept = kept_catalogue(module)
    fresh = Catalog(
        locale=LOCALE,
        project="Grégoire",
        charset="utf-8",
        header_comment=f"# The French of {module.name}.",
        fuzzy=False,
    )
    for message in said_in(module):
        if message.id:
            before = kept.get(message.id, message.context)
            fresh.add(
                message.id,
                before.string if before else None,
                locations=sorted({(name, 0) for name, _ in message.locations}),
                user_comments=before.user_comments if before else (),
                context=message.context,
            )
    path = catalogue_of(module)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, fresh, width=WIDTH, sort_output=True, include_lineno=False)
    steady = re.sub(
        rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To|Language-Team):.*\n',
        b"",
        written.getvalue(),
    )
    path.write_bytes(steady)


def trouble_in(module: Path) -> list[str]:
    """What the French of a module lacks; empty where it is complete."""
    kept, said = kept_catalogue(module), said_in(module)
    trouble = []
    for message in said:
        if message.id:
            there = kept.get(message.id, message.context)
            trouble += [f"{message.id!r}: {what}" for what in faults(message, there, kept)]
    for message in kept:
        if message.id and said.get(message.id, message.context) is None:
            trouble.append(f"{message.id!r}: nobody says this any more")
    return trouble


def faults(message: Message, there: Message | None, kept: Catalog) -> Iterator[str]:
    if there is None:
        yield "not in the catalogue"
        return
    given = there.string if isinstance(there.string, list | tuple) else [there.string]
    strings = [string for string in given if string]
    if len(strings) < len(given):
        yield "not translated"
        return
    if there.fuzzy:
        yield "fuzzy"
    yield from (str(error) for error in there.check(kept))
    for string in strings:
        yield from typography(string)
    if isinstance(message.id, str) and placeholders(message.id) != placeholders(strings[0]):
        yield "other placeholders than the English"


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))


def typography(text: str) -> Iterator[str]:
    """What French asks for: the curved apostrophe, and spaces that do not break before ; : ! ? »."""
    plain = re.sub(r"https?://\S+|<[^>]*>|%\(\w+\)[sd]|\d+:\d+", "x", text)
    if re.search(r"\w'\w", plain):
        yield "a straight apostrophe"
    if re.search(rf"[^\s{NARROW}{WIDE}][;!?]| [;:!?»]|« ", plain) or re.search(r"\w:\s", plain):
        yield "a breaking space, or none, before ; : ! ? or inside « »"


def main() -> None:
    asked = set(sys.argv[1:])
    for module in modules():
        if asked and module.name not in asked:
            continue
        update(module)
        missing = sum(1 for what in trouble_in(module) if what.endswith("not translated"))
        sys.stdout.write(
            f"{module.name}: {len(kept_catalogue(module))} sentences, {missing} without French\n"
        )


if __name__ == "__main__":
    main()

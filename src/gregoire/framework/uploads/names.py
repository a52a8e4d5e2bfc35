"""What a file is called: as its sender called it, without what could deceive or do harm."""

import unicodedata
from typing import Final

LONGEST_NAME: Final = 150  # characters, with the extension
UNNAMED: Final = "document"
NOT_IN_NAMES: Final = '<>:"|?*'
# Other, by Unicode: controls, formats (among them the marks that turn the writing around, behind
# which `exe.fdp` reads as `pdf.exe`), surrogates, private use, unassigned; and line separators.
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
OF_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)


def tidied_name(name: str, extension: str = "") -> str:
    """The last part of a path, visible characters only, at most 150; with that extension, if given.

    Never empty, never hidden (a leading dot), never a device of Windows.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        " " if c in NOT_IN_NAMES or c.isspace() else c
        for c in last
        if c.isspace() or unicodedata.category(c) not in INVISIBLE
    )
    stem, found = split(" ".join(seen.split()).strip(". "))
    kept = extension or found
    end = f".{kept}" if kept else ""
    stem = stem[: LONGEST_NAME - len(end)].strip(". ") or UNNAMED
    return f"{stem}_{end}" if stem.lower() in OF_DEVICES else f"{stem}{end}"


def split(name: str) -> tuple[str, str]:
    """Stem and extension, in lower case and without its dot; `("cv", "")` where there is none."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem or not extension.isalnum() or len(extension) > len("template"):
        return name, ""
    return stem, extension.lower()

"""The typefaces of what is printed: those of our pages, from their packages, never the machine's.

A machine's own fonts would make another PDF elsewhere, and the packages hold each face twice; so the
few faces in use are laid into a folder of their own, for as long as the process lives.
"""

import atexit
import shutil
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

SANS: Final = "Source Sans Pro"
FACES: Final = (
    ("font_source_sans_pro", "SourceSansPro", ("Regular", "It", "Semibold", "Bold")),
    ("font_source_serif_pro", "SourceSerifPro", ("Regular", "Semibold")),
)


@cache
def folder() -> Path:
    """A folder that holds one file per face."""
    place = Path(mkdtemp(prefix="gregoire-faces-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    for package, family, styles in FACES:
        for style in styles:
            name = f"{family}-{style}.ttf"
            (place / name).write_bytes((files(package) / "files" / name).read_bytes())
    return place

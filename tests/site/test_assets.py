"""What the build copies is whole, and is gathered once."""

import re
from pathlib import Path

from django.test import override_settings

import gregoire
from gregoire.site.assets import gather_assets

FRAMEWORK = Path(gregoire.__file__).parent / "framework"
VENDOR = FRAMEWORK / "static" / "vendor"
HASHED = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}


def test_every_font_that_the_style_names_is_there() -> None:
    style = (VENDOR / "fonts.css").read_text()

    named = re.findall(r"url\((.*?)\)", style)

    assert len(named) == 4
    assert [name for name in named if not (VENDOR / name).is_file()] == []


def test_every_icon_of_the_list_is_there() -> None:
    lines = (FRAMEWORK / "icons.txt").read_text().splitlines()
    named = {line for line in lines if line and not line.startswith("#")}

    assert named == {path.stem for path in (FRAMEWORK / "icons").glob("*.svg")}


def test_licences_go_with_what_they_are_of() -> None:
    found = [path.name for path in (VENDOR / "licences").glob("*.txt")]

    assert len(found) >= 3


def test_assets_are_gathered_once_under_names_with_a_fingerprint(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path / "static", STORAGES=HASHED):
        first, second = gather_assets(), gather_assets()

    assert (first, second) == (True, False)
    assert list((tmp_path / "static/vendor").glob("tabler.min.????????????.css"))

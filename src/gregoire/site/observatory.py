"""`gregoire observatory …`: from the feeds of the centres to a published edition."""

from pathlib import Path

import typer

from gregoire.site.environment import environment
from gregoire.site.running import DataDir, name_data_dir
from gregoire.site.saying import say

app = typer.Typer(
    name="observatory",
    help="From the feeds of the centres to a published edition of the yearly figures.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def observatory() -> None:
    """From the feeds of the centres to a published edition of the yearly figures."""


@app.command("list")
def list_editions(*, data_dir: DataDir = None) -> None:
    """Say which editions there are, and which of each was built last."""
    name_data_dir(data_dir)
    folder = environment().data_dir / "observatory" / "editions"
    for pointer in sorted(folder.glob("*/*/current")):
        say(f"{pointer.parts[-3]}  {pointer.parts[-2]:<10}  {read(pointer)}")


def read(pointer: Path) -> str:
    return pointer.read_text(encoding="utf-8").strip()

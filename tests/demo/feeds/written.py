"""Feeds written once for several tests, and how to read them without the observatory's own reader."""

import csv
import json
from pathlib import Path
from typing import Any

from gregoire.demo.feeds import write_feeds

SCALE = 0.01
THE_YEAR = "2016-2017"


def write(folder: Path, *, scale: float = SCALE, noise: bool = False) -> Path:
    write_feeds(folder, scale=scale, noise=noise, progress=lambda _what, _done, _total: None)
    return folder


def lines_of(path: Path) -> list[str]:
    """With their ends, so that a line without one is seen."""
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def rows_of(folder: Path, table: str, year: str = THE_YEAR) -> list[dict[str, str]]:
    """The rows of all systems in one year; `system` beside their columns."""
    found = []
    for path in sorted(folder.glob(f"*/{year}/{table}.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row | {"system": path.parts[-3]} for row in csv.DictReader(file)]
    return found


def manifest_of(folder: Path, system: str, year: str = THE_YEAR) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / system / year / "feed.json").read_text())
    return said

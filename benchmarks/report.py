"""Where the benchmarks write what they measured: one section each of one page of the reference."""

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "performance.md"
HEAD = """# Performance

Every figure on this page is written by a benchmark (`benchmarks/`), as it was measured in one run.
Ratios hold from machine to machine; seconds and milliseconds are those of the machine that is named.
"""


def machine() -> str:
    """The machine in words, and the day."""
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}, "
        f"{datetime.now(UTC):%Y-%m-%d}"
    )


def write_section(title: str, text: str) -> None:
    """Put the text under its title, in place of what stood there."""
    page = PAGE.read_text() if PAGE.exists() else HEAD
    section = f"## {title}\n\n{text.strip()}\n"
    found = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if found.search(page):
        page = found.sub(lambda _: section + "\n", page, count=1)
    else:
        page = f"{page.rstrip()}\n\n{section}"
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page.rstrip() + "\n")

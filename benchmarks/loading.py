"""How long the made-up network takes to load, from nothing to its first page.

    uv run python -m benchmarks.loading [--scale 1]

Runs `gregoire demo --exit-when-ready` in a new folder: database, tables, drawing, loading, web and
worker started, first answer, all stopped again.
"""

import argparse
import subprocess
import tempfile
import time

from benchmarks.report import machine, write_section

MOST_MINUTES = 10


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0)
    scale: float = parser.parse_args().scale
    with tempfile.TemporaryDirectory() as folder:
        command = ["gregoire", "demo", "--data-dir", folder, "--scale", str(scale)]
        started = time.monotonic()
        subprocess.run([*command, "--port", "8399", "--exit-when-ready"], check=True)
        took = time.monotonic() - started
    text = (
        f"`gregoire demo --scale {scale:g} --exit-when-ready` in a new folder: **{took:.0f} s** "
        f"(≤ {MOST_MINUTES * 60}), four academic years. {machine()}."
    )
    write_section("Loading the whole network", text)
    print(text)
    if took > MOST_MINUTES * 60:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

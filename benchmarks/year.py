"""Whether the year's feeds print as the note does, at the national size, and how long they take to draw.

    uv run python -m benchmarks.year [--scale 1]

Counts every cell of tables 1 and 2 and every figure of the text again from the arrays, before they are
written as feeds. Ends with status 1 where a figure differs at scale 1, or where it took too long.
"""

import argparse
import resource
import time

from benchmarks.report import machine, write_section
from gregoire.demo.drawing.network import draw
from gregoire.demo.feeds import recount
from gregoire.demo.feeds.printed import figures
from gregoire.demo.feeds.year import drawn_year

MOST_SECONDS = 30
MOST_GIB = 2


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0)
    scale: float = parser.parse_args().scale
    started = time.process_time()
    drawing = draw(scale)
    drawn = time.process_time()
    year = drawn_year(drawing)
    settled = time.process_time()
    gaps = recount.gaps(year)
    for gap in gaps:
        print(f"{gap.table or 'text'}  {gap.row}  {gap.column}: {gap.printed}, found {gap.found}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    text = (
        f"Arrays of the feeds at scale {scale:g}: **{settled - started:.0f} s** of processor "
        f"(≤ {MOST_SECONDS}), of which the drawing {drawn - started:.0f} s and the integer programmes "
        f"with what they settle {settled - drawn:.0f} s; {memory:.1f} GiB (≤ {MOST_GIB}). Figures of tables "
        f"1 and 2 and of the text ({len(figures())} of them) that differ from what is printed: "
        f"**{len(gaps)}**, besides the {len(recount.IMPOSSIBLE)} listed as impossible. {machine()}."
    )
    if scale == 1:
        write_section("The year’s feeds, as printed", text)
    print(text)
    if (gaps and scale == 1) or settled - started > MOST_SECONDS or memory > MOST_GIB:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

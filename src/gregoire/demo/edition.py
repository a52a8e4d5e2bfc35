"""The first edition that the observatory of a demo has: the year before the present one.

Learners, offerings and enrolments are those of the database, exported as any campus exports them.
What no campus keeps (parchments, decisions of recognition, open online courses) comes from the
drawing, as in `gregoire demo --feeds-only`.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gregoire.demo.drawing.chance import SEED
from gregoire.demo.feeds.writer import national_feeds, write
from gregoire.observatory import commands, editions
from gregoire.observatory.exports import export
from gregoire.observatory.feeds.reading import ingest
from gregoire.observatory.store import Store

CONVENTION: Final = editions.CONVENTIONS[0]


def build_first_edition(
    store: Store, *, scale: float, year: int, progress: Callable[[str, int, int], None]
) -> None:
    """Export, ingest and build; done again it makes the same edition."""
    name = f"{year}-{year + 1}"
    with TemporaryDirectory(prefix="gregoire-feeds-") as made:
        folder = Path(made)
        export(folder, year=year, progress=progress)
        for feed in national_feeds(year, scale=scale, seed=SEED):
            write(folder, feed)
        ingest(folder, edition=name, store=store, progress=progress)
    decided = commands.decisions()
    editions.build(store, name=name, convention=CONVENTION, decisions=decided, progress=progress)

"""Where the observatory keeps its files: feeds' snapshots, linkages, editions. Written once each.

A folder is made under another name beside its place, then renamed: it is there whole, or not at all.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Store:
    """The folder `observatory` of the data folder."""

    root: Path

    @property
    def key(self) -> Path:
        """The secret from which pseudonyms are made; its owner alone reads it."""
        return self.root / "pseudonym-key"

    def snapshot(self, digest: str) -> Path:
        """What an ingestion kept: facts as Parquet, `identities/` apart (mode 0700), `snapshot.json`."""
        return self.root / "snapshots" / digest

    def linkage(self, digest: str) -> Path:
        """`linked/*.parquet`, `clusters.parquet`, `pairs.parquet` (to review), `linkage.json`, `model.json`."""
        return self.root / "linkages" / digest

    def edition(self, name: str) -> Path:
        """`ingested.json` (which snapshot), `returns/` (quality returns of the last ingestion)."""
        return self.root / "editions" / name

    def returns(self, name: str) -> Path:
        return self.edition(name) / "returns"

    def built(self, name: str, convention: str, identifier: str) -> Path:
        """`edition.json`; `published/` beside it holds what was published of it."""
        return self.edition(name) / convention / identifier

    def current(self, name: str, convention: str) -> Path:
        """A file that holds the identifier of the edition built last."""
        return self.edition(name) / convention / "current"

    @contextmanager
    def making(self, place: Path) -> Iterator[Path]:
        """A new folder that takes its place when everything in it is written; replaces none."""
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{place.name}.{uuid4().hex[:8]}")
        draft.mkdir(mode=0o700)
        try:
            yield draft
            if not place.exists():
                try:
                    draft.rename(place)
                except OSError:
                    if not place.exists():  # else another command was there first, with the same
                        raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)

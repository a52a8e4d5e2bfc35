"""The feeds of a made-up year: what the schooling systems of the demo network would export."""

from gregoire.demo.feeds.writer import NotOursError, write_feeds
from gregoire.demo.feeds.year import YEAR

__all__ = ["YEAR", "NotOursError", "write_feeds"]

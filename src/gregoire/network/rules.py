"""What a centre is.  Pure values: no clock, no database, no Django."""

from enum import StrEnum


class Block(StrEnum):
    """The three subtotals of the statistics (note, table 1)."""

    METROPOLE = "metropole"
    OVERSEAS = "overseas"
    ABROAD = "abroad"


class CentreKind(StrEnum):
    REGIONAL = "regional"
    TEACHING = "teaching"
    ABROAD = "abroad"
    ANTENNA = "antenna"

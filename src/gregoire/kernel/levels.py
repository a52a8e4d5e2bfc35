"""Levels of diplomas: the European framework, and the roman levels that the statistics used."""

from enum import IntEnum
from typing import Final


class Level(IntEnum):
    """A level of the European framework, by the diploma that stands for it in France."""

    NONE = 0
    CAP = 3
    BAC = 4
    BAC_2 = 5
    BAC_3 = 6
    BAC_5 = 7
    DOCTORATE = 8

    @property
    def roman(self) -> str:
        """“I” (BAC+5 and more) to “V” (CAP, BEP), as before 2019; empty without a diploma."""
        return _ROMAN[self]


_ROMAN: Final = {
    Level.NONE: "",
    Level.CAP: "V",
    Level.BAC: "IV",
    Level.BAC_2: "III",
    Level.BAC_3: "II",
    Level.BAC_5: "I",
    Level.DOCTORATE: "I",
}

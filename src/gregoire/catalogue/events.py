from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfferingOpened:
    """Enough people enrolled: it is taught."""

    offering_id: int


@dataclass(frozen=True, slots=True)
class OfferingNotOpened:
    """Too few enrolled: it is not taught this time, and they must be told."""

    offering_id: int


@dataclass(frozen=True, slots=True)
class OfferingEnlarged:
    """There are more seats than before: those who wait may come in."""

    offering_id: int

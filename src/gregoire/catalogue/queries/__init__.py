"""What the catalogue says: public facts, the same for everybody."""

from gregoire.catalogue.queries.offers import (
    Offer,
    SemesterOffers,
    fields_offered_at,
    offerings_of,
    offers_by_semester,
    offers_of,
    semesters_ahead,
)
from gregoire.catalogue.queries.programmes import (
    ProgrammesFound,
    programme_by_code,
    programme_named,
    programmes_counting,
    programmes_found,
    units_offered_among,
)
from gregoire.catalogue.queries.units import (
    Glance,
    UnitFound,
    UnitsFound,
    unit_by_code,
    units_found,
)

__all__ = [
    "Glance",
    "Offer",
    "ProgrammesFound",
    "SemesterOffers",
    "UnitFound",
    "UnitsFound",
    "fields_offered_at",
    "offerings_of",
    "offers_by_semester",
    "offers_of",
    "programme_by_code",
    "programme_named",
    "programmes_counting",
    "programmes_found",
    "semesters_ahead",
    "unit_by_code",
    "units_found",
    "units_offered_among",
]

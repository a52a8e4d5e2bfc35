"""Every sentence that this module says to people, in one place."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gregoire.catalogue.rules import (
    CatalogueRefusal,
    GroupRule,
    Modality,
    OfferingRefusal,
    OfferingState,
    ProgrammeKind,
    Rhythm,
    UnitKind,
)
from gregoire.kernel.levels import Level

MODALITIES: Mapping[Modality, Promise] = {
    Modality.ON_SITE: _("On site"),
    Modality.DISTANCE: _("At a distance"),
    Modality.HYBRID: _("Hybrid"),
}
MODALITY_TONES: Mapping[Modality, str] = {
    Modality.ON_SITE: "blue",
    Modality.DISTANCE: "green",
    Modality.HYBRID: "amber",
}
RHYTHMS: Mapping[Rhythm, Promise] = {
    Rhythm.OUT_OF_HOURS: _("Evenings and Saturdays"),
    Rhythm.DAY: _("In the daytime"),
    Rhythm.ALTERNANCE: _("Work-study"),
}
UNIT_KINDS: Mapping[UnitKind, Promise] = {
    UnitKind.UE: _("Teaching unit"),
    UnitKind.US: _("Specific unit"),
    UnitKind.UA: _("Activity unit"),
}
PROGRAMME_KINDS: Mapping[ProgrammeKind, Promise] = {
    ProgrammeKind.BACHELOR: _("Bachelor’s degree"),
    ProgrammeKind.PROFESSIONAL_BACHELOR: _("Professional bachelor’s degree"),
    ProgrammeKind.INSTITUTION_DIPLOMA: _("Diploma of the institution"),
    ProgrammeKind.RNCP_TITLE: _("RNCP title"),
    ProgrammeKind.ENGINEER: _("Engineering degree"),
    ProgrammeKind.MASTER: _("Master’s degree"),
    ProgrammeKind.SPECIALISED_MASTER: _("Specialised master"),
    ProgrammeKind.COMPETENCE_CERTIFICATE: _("Certificate of competence"),
    ProgrammeKind.PROFESSIONAL_CERTIFICATE: _("Professional certificate"),
}
LEVELS: Mapping[Level, Promise] = {
    Level.NONE: _("No diploma needed"),
    Level.CAP: _("CAP, BEP"),
    Level.BAC: _("Baccalauréat"),
    Level.BAC_2: _("Baccalauréat + 2 years"),
    Level.BAC_3: _("Baccalauréat + 3 years"),
    Level.BAC_5: _("Baccalauréat + 5 years"),
    Level.DOCTORATE: _("Doctorate"),
}
GROUP_RULES: Mapping[GroupRule, Promise] = {
    GroupRule.ALL_OF: _("All of these units"),
    GroupRule.CREDITS_OF: _("At least %(credits)d credits among these units"),
}
SEMESTERS: Mapping[int, Promise] = {1: _("1st semester"), 2: _("2nd semester")}
STATES: Mapping[OfferingState, Promise] = {
    OfferingState.ANNOUNCED: pgettext_lazy("offering", "Opens with enough enrolled"),
    OfferingState.OPEN: pgettext_lazy("offering", "Open"),
    OfferingState.NOT_OPENED: pgettext_lazy("offering", "Not opened this time"),
}

REFUSALS: Mapping[StrEnum, Promise] = {
    CatalogueRefusal.BAD_CODE: _("A code is 3 to 12 capital letters and digits."),
    CatalogueRefusal.CODE_TAKEN: _("This code is already in the catalogue. Choose another one."),
    CatalogueRefusal.NO_TITLE: _("Give it a title."),
    CatalogueRefusal.NEEDS_ITSELF: _("A unit cannot be its own prerequisite."),
    CatalogueRefusal.UNKNOWN_UNIT: _("One of the units is not in the catalogue."),
    CatalogueRefusal.GROUP_WITHOUT_UNITS: _("Each group names at least one unit."),
    CatalogueRefusal.CREDITS_OUT_OF_REACH: _(
        "The units of a group must add up to at least the credits that it asks for."
    ),
    CatalogueRefusal.DATES_OUT_OF_ORDER: _("Each period must end after it starts."),
    CatalogueRefusal.SEMESTER_EXISTS: _("This semester is already in the catalogue."),
    OfferingRefusal.OFFERED_ALREADY: _(
        "This centre already offers the unit in this way. Add a parallel group instead."
    ),
    OfferingRefusal.MINIMUM_OVER_CAPACITY: _("The minimum cannot exceed the number of seats."),
    OfferingRefusal.NO_SEATS: _("An offering has at least one seat."),
    OfferingRefusal.SEMESTER_OVER: _("This semester is over. Choose a semester to come."),
    OfferingRefusal.SEATS_ARE_TAKEN: _("There are more people enrolled than this number of seats."),
    OfferingRefusal.DECIDED_ALREADY: _("The opening of this offering has already been decided."),
    OfferingRefusal.RELAY_AT_A_DISTANCE_ONLY: _("Only a distance offering can be relayed."),
}

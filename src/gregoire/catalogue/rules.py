"""What can be learnt, as values: no clock, no database, no Django."""

from enum import StrEnum


class UnitKind(StrEnum):
    UE = "ue"  # unité d'enseignement
    US = "us"  # unité spécifique
    UA = "ua"  # unité d'activité (experience, dissertation)


class ProgrammeKind(StrEnum):
    BACHELOR = "bachelor"  # licence générale
    PROFESSIONAL_BACHELOR = "professional_bachelor"
    INSTITUTION_DIPLOMA = "institution_diploma"  # diplôme d'établissement
    RNCP_TITLE = "rncp_title"
    ENGINEER = "engineer"
    MASTER = "master"
    SPECIALISED_MASTER = "specialised_master"
    COMPETENCE_CERTIFICATE = "competence_certificate"  # CC
    PROFESSIONAL_CERTIFICATE = "professional_certificate"  # CP


class GroupRule(StrEnum):
    ALL_OF = "all_of"
    CREDITS_OF = "credits_of"  # at least N credits of


class Modality(StrEnum):
    ON_SITE = "on_site"
    DISTANCE = "distance"  # FOD
    HYBRID = "hybrid"


class Rhythm(StrEnum):
    OUT_OF_HOURS = "out_of_hours"  # hors temps de travail: evenings, Saturdays
    DAY = "day"
    ALTERNANCE = "alternance"


class OfferingState(StrEnum):
    ANNOUNCED = "announced"  # it opens if enough people enrol
    OPEN = "open"
    NOT_OPENED = "not_opened"

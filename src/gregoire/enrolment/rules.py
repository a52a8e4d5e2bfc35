"""Who takes part: pure values and rules.  No clock, no database, no Django."""

from enum import StrEnum


class Employment(StrEnum):
    """The situation of a learner at registration (note, table 1 and text)."""

    EMPLOYED = "employed"
    SEEKING = "seeking"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


class OccupationGroup(StrEnum):
    """Socio-professional categories, first level (INSEE PCS)."""

    FARMER = "farmer"
    CRAFT_OR_TRADE = "craft_or_trade"
    EXECUTIVE = "executive"
    INTERMEDIATE = "intermediate"
    EMPLOYEE = "employee"
    WORKER = "worker"
    NONE = "none"
    UNKNOWN = "unknown"


class Funding(StrEnum):
    SELF = "self"
    EMPLOYER = "employer"
    SKILLS_OPERATOR = "skills_operator"  # OPCO
    TRAINING_ACCOUNT = "training_account"  # CPF
    REGION = "region"
    EMPLOYMENT_AGENCY = "employment_agency"  # France Travail
    OTHER = "other"


class ContractKind(StrEnum):
    APPRENTICESHIP = "apprenticeship"
    PROFESSIONALISATION = "professionalisation"


class RegulationKind(StrEnum):
    """The texts to which a learner is subject from their registration (guide, practical facts)."""

    INTERNAL = "internal"
    EXAMS = "exams"

"""What a feed is made of: one folder per regional system and year, described column by column.

`FOLDER/<system>/<year>/feed.json` and its tables, each `<table>.csv` (UTF-8, comma, one record per
line, a header, every line ended) or `<table>.parquet` (text columns, the same names). Everything is
text; an empty cell is a missing answer. This file is the authority: readers, writers, the JSON table
schemas and `docs/reference/feed.md` are made from it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FORMAT: Final = "gregoire-feed/1"
MANIFEST: Final = "feed.json"
NATIONAL: Final = "national"  # the system of what no centre keeps: parchments, recognition, MOOCs


class Kind(StrEnum):
    """How the text of a column is read."""

    KEY = "key"  # up to 64 characters, no blank
    TEXT = "text"
    DATE = "date"  # 2016-09-01
    YEAR = "year"  # 2016-2017
    CIVIL_YEAR = "civil_year"  # 2017
    COUNT = "count"  # a whole number, not negative
    NUMBER = "number"  # 12.25
    YES_NO = "yes_no"  # yes, no
    CENTRE = "centre"  # the code of a centre of the network
    CHOICE = "choice"  # one of `values`


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `required`: no cell of it may be empty. `refers_to`: the table whose key it holds."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    values: tuple[str, ...] = ()
    refers_to: str = ""
    names_a_person: bool = False  # kept apart from the facts, and seen by the observatory alone


@dataclass(frozen=True, slots=True)
class FeedTable:
    """A table; its first column is its key, unique in the system and year (aggregates have none)."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    has_key: bool = True

    @property
    def key(self) -> str:
        return self.columns[0].name

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


SEXES: Final = ("F", "M")
EMPLOYMENTS: Final = ("employed", "seeking", "inactive")
OCCUPATIONS: Final = (
    "farmer", "craft_or_trade", "executive", "intermediate", "employee", "worker", "none",
)  # fmt: skip
DIPLOMAS: Final = ("none", "cap", "bac", "bac_2", "bac_3", "bac_5", "doctorate")
CONTRACTS: Final = ("apprenticeship", "professionalisation")
LEVELS: Final = ("I", "II", "III", "IV", "V")
MODALITIES: Final = ("on_site", "distance", "hybrid")
SEMESTERS: Final = ("1", "2", "year")
OUTCOMES: Final = ("passed", "failed", "absent", "pending")
PARCHMENT_KINDS: Final = ("diploma", "certificate")
PARCHMENT_TYPES: Final = (
    "bachelor", "professional_bachelor", "institution_diploma", "engineer", "master", "title",
    "other_diploma", "amf", "c2i", "competence_certificate", "professional_certificate",
)  # fmt: skip
STATUSES: Final = ("final", "provisional")
PROCEDURES: Final = ("VAPP", "VAE", "VES")
DECISIONS: Final = (
    "direct_access", "conditional_access",  # VAPP
    "full", "partial",  # VAE
    "granted", "granted_with_refusals",  # VES
    "refused",
)  # fmt: skip
MEASURES: Final = {  # what returns by aggregate count, and by which categories
    "learners": (),
    "distance_learners": (),
    "learners_by_first_diploma": DIPLOMAS,
    "enrolments_by_level": LEVELS,
    "enrolments_by_modality": MODALITIES,
}
WITHHELD: Final = ("distance", "diploma", "employment", "sex", "age", "alternance")

TABLES: Final = (
    FeedTable("persons", "Those who are registered, as this system knows them.", (
        Column("person", Kind.KEY, "Their key in this system.", required=True),
        Column("national_number", Kind.KEY, "National student number (INE), where known.", names_a_person=True),
        Column("birth_name", Kind.TEXT, "Name at birth.", required=True, names_a_person=True),
        Column("usage_name", Kind.TEXT, "Name in use, where another.", names_a_person=True),
        Column("first_names", Kind.TEXT, "First names, with blanks between.", names_a_person=True),
        Column("birth_date", Kind.DATE, "Date of birth.", names_a_person=True),
        Column("birth_place", Kind.TEXT, "Town of birth.", names_a_person=True),
        Column("sex", Kind.CHOICE, "As in the civil register.", values=SEXES),
        Column("nationality", Kind.TEXT, "ISO 3166-1, two letters.", names_a_person=True),
        Column("mail", Kind.TEXT, "Mail address.", names_a_person=True),
        Column("postcode", Kind.TEXT, "Postcode of the home.", names_a_person=True),
    )),
    FeedTable("registrations", "One line per person, centre and year.", (
        Column("registration", Kind.KEY, "Its key in this system.", required=True),
        Column("person", Kind.KEY, "Whose it is.", required=True, refers_to="persons"),
        Column("centre", Kind.CENTRE, "The centre that has written it.", required=True),
        Column("year", Kind.YEAR, "Its academic year.", required=True),
        Column("administrative_centre", Kind.CENTRE, "Where the person is registered administratively, as they say; empty where they did not say."),
        Column("registered_on", Kind.DATE, "When it was made."),
        Column("employment", Kind.CHOICE, "Situation at registration.", values=EMPLOYMENTS),
        Column("occupation", Kind.CHOICE, "Socio-professional category.", values=OCCUPATIONS),
        Column("first_diploma", Kind.CHOICE, "Highest diploma at the first registration.", values=DIPLOMAS),
        Column("diploma", Kind.CHOICE, "Highest level held in this year.", values=DIPLOMAS),
        Column("alternance", Kind.YES_NO, "Whether they learn in alternance."),
        Column("contract", Kind.CHOICE, "The contract of the alternance.", values=CONTRACTS),
        Column("hours", Kind.NUMBER, "Trainee hours of the year."),
    )),
    FeedTable("offerings", "What the centres of this system teach in the year.", (
        Column("offering", Kind.KEY, "Its key in this system.", required=True),
        Column("centre", Kind.CENTRE, "The centre that teaches.", required=True),
        Column("unit", Kind.KEY, "Code of the unit.", required=True),
        Column("title", Kind.TEXT, "Title of the unit."),
        Column("level", Kind.CHOICE, "Level, I (BAC+5 and more) to V.", required=True, values=LEVELS),
        Column("modality", Kind.CHOICE, "On site, at a distance, hybrid.", required=True, values=MODALITIES),
        Column("intec", Kind.YES_NO, "Taught by Cnam - INTEC.", required=True),
        Column("semester", Kind.CHOICE, "1, 2, or the whole year.", values=SEMESTERS),
        Column("relayed_from", Kind.CENTRE, "The centre whose offering this one passes on to its own learners: it is not one more offering."),
    )),
    FeedTable("enrolments", "One line per registration and offering.", (
        Column("enrolment", Kind.KEY, "Its key in this system.", required=True),
        Column("registration", Kind.KEY, "Whose it is.", required=True, refers_to="registrations"),
        Column("offering", Kind.KEY, "In what.", required=True, refers_to="offerings"),
        Column("unit", Kind.KEY, "Code of the unit.", required=True),
        Column("level", Kind.CHOICE, "Level of the unit.", required=True, values=LEVELS),
        Column("modality", Kind.CHOICE, "As of the offering.", required=True, values=MODALITIES),
        Column("centre", Kind.CENTRE, "The centre that teaches.", required=True),
        Column("intec", Kind.YES_NO, "Taught by Cnam - INTEC.", required=True),
        Column("semester", Kind.CHOICE, "1, 2, or the whole year.", values=SEMESTERS),
        Column("sessions_sat", Kind.COUNT, "Exam sessions sat, 0 to 2 (work handed in for continuous assessment counts)."),
        Column("mark", Kind.NUMBER, "Best mark out of 20; empty where none."),
        Column("outcome", Kind.CHOICE, "What came of it.", values=OUTCOMES),
    )),
    FeedTable("parchments", "Diplomas and certificates awarded.", (
        Column("parchment", Kind.KEY, "Its key in this system.", required=True),
        Column("kind", Kind.CHOICE, "Diploma or certificate.", required=True, values=PARCHMENT_KINDS),
        Column("type", Kind.CHOICE, "Which.", required=True, values=PARCHMENT_TYPES),
        Column("level", Kind.CHOICE, "Level, I to V; empty for most certificates.", values=LEVELS),
        Column("year", Kind.YEAR, "The academic year that it crowns.", required=True),
        Column("status", Kind.CHOICE, "Whether the count of its year is final.", required=True, values=STATUSES),
    )),
    FeedTable("recognition", "Decisions of validation (VAPP, VAE, VES).", (
        Column("decision", Kind.KEY, "Its key in this system.", required=True),
        Column("candidate", Kind.KEY, "Whose; one candidate may receive several decisions in a year.", required=True),
        Column("procedure", Kind.CHOICE, "Which.", required=True, values=PROCEDURES),
        Column("civil_year", Kind.CIVIL_YEAR, "The civil year in which it is counted.", required=True),
        Column("decided_on", Kind.DATE, "When it was notified."),
        Column("sex", Kind.CHOICE, "Of the candidate.", values=SEXES),
        Column("birth_date", Kind.DATE, "Of the candidate.", names_a_person=True),
        Column("employment", Kind.CHOICE, "Situation of the candidate.", values=EMPLOYMENTS),
        Column("experience_years", Kind.NUMBER, "Years of experience at the request."),
        Column("years_since_diploma", Kind.NUMBER, "Years since their highest diploma."),
        Column("outcome", Kind.CHOICE, "The decision.", required=True, values=DECISIONS),
        Column("units_granted", Kind.COUNT, "Units granted."),
        Column("units_refused", Kind.COUNT, "Units refused."),
    )),
    FeedTable("moocs", "Registrations in open online courses.", (
        Column("registration", Kind.KEY, "Its key in this system.", required=True),
        Column("mooc", Kind.KEY, "The course.", required=True),
        Column("year", Kind.YEAR, "Its academic year.", required=True),
        Column("registered_on", Kind.DATE, "When."),
    )),
    FeedTable("aggregates", "Returns by aggregate: of antennas that send counts and not persons, and of years of which only counts are kept.", (
        Column("centre", Kind.CENTRE, "Whose count it is.", required=True),
        Column("year", Kind.YEAR, "Of which academic year.", required=True),
        Column("measure", Kind.CHOICE, "What is counted.", required=True, values=tuple(MEASURES)),
        Column("category", Kind.TEXT, "Of which category, where the measure has some."),
        Column("count", Kind.COUNT, "How many.", required=True),
    ), has_key=False),
)  # fmt: skip
BY_NAME: Final = {table.name: table for table in TABLES}

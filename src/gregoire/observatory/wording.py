from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.observatory.figures import Status
from gregoire.observatory.rules import (
    Answer,
    Belief,
    Likeness,
    PublicationRefusal,
    ReviewRefusal,
    Shelf,
)

REFUSALS: Final[dict[ReviewRefusal | PublicationRefusal, Promise]] = {
    ReviewRefusal.ALREADY_ANSWERED: _(
        "%(name)s has just answered “%(answer)s” about this pair; your answer was not kept. "
        "Talk to each other, then one of you takes the answer back."
    ),
    ReviewRefusal.ALREADY_TAKEN_BACK: _("This answer has already been taken back."),
    PublicationRefusal.NOT_WRITTEN: _(
        "The files of this edition are not written yet: run “gregoire observatory publish "
        "--edition %(edition)s --convention %(convention)s”, which also publishes it."
    ),
}
ANSWERS: Final[dict[Answer, Promise]] = {
    Answer.SAME: _("Same person"),
    Answer.DIFFERENT: _("Two persons"),
    Answer.ASK_CENTRE: _("Ask the centre"),
}
SHELVES: Final[dict[Shelf, Promise]] = {
    Shelf.FIGURES: _("All the figures"),
    Shelf.RETURNS: _("Quality return"),
    Shelf.PAIR: _("Pair of registrations"),
}

# What stands in place of a figure, and what it means
SYMBOLS: Final[dict[Status, str]] = {
    Status.ELSEWHERE: "-",
    Status.MISSING: "-",
    Status.NOT_COMMUNICATED: "n.c.",
    Status.NOT_APPLICABLE: "s.o.",
    Status.SUPPRESSED: "c",
}
MARKS: Final[dict[Status, str]] = {  # beside a figure
    Status.PROVISIONAL: "(p)",
    Status.ESTIMATED: "(e)",
    Status.LOW_RELIABILITY: "(u)",
    Status.BREAK: "(b)",
}
MEANINGS: Final[dict[Status, Promise]] = {
    Status.ELSEWHERE: _("counted in the figures of another centre"),
    Status.MISSING: _("not shown"),
    Status.NOT_COMMUNICATED: _("not communicated by the centre"),
    Status.NOT_APPLICABLE: _("not applicable"),
    Status.SUPPRESSED: _("confidential: hidden because it could point at a person"),
    Status.PROVISIONAL: _("provisional"),
    Status.ESTIMATED: _("estimated"),
    Status.LOW_RELIABILITY: _("of low reliability"),
    Status.BREAK: _("break in the series"),
    Status.INCLUDES_OTHERS: _("includes what is counted for other centres"),
}
CONVENTIONS: Final[dict[str, Promise]] = {
    "clean": _("What is not known is left out"),
    "note-2016": _("Conventions of the printed note of 2016-2017"),
}
KEY_FIGURES: Final[dict[str, Promise]] = {  # of the page of an edition, in order
    "learners": _("learners, each counted once"),
    "enrolments": _("enrolments in a course"),
    "mean_age": _("years old on average"),
    "distance_share": _("of the learners study at a distance or in hybrid form"),
    "presence_rate": _("of those enrolled come to the exams"),
    "success_rate": _("of those who come pass"),
    "parchments": _("diplomas and certificates awarded"),
    "seeking_share": _("of the active learners look for a job"),
}
FIGURES_OF_COURSES: Final[dict[str, Promise]] = {  # of one course, in the order of its life
    "enrolments": _("Enrolments"),
    "presents": _("Present at exams"),
    "passes": _("Passed"),
}
MODALITIES: Final[dict[str, Promise]] = {
    "on_site": _("On site"),
    "distance": _("At a distance"),
    "hybrid": _("Hybrid"),
}
KINDS_OF_FILE: Final[dict[str, Promise]] = {
    "pdf": _("The note, to read and to print"),
    "xlsx": _("All tables, for Excel"),
    "ods": _("All tables, for LibreOffice"),
    "csv": _("Figures, one a line"),
    "json": _("What each column means"),
    "svg": _("A chart"),
}
DEFINED: Final[dict[str, Promise]] = {  # the parts of a definition, as they are read
    "how": _("What is counted"),
    "unit": _("Unit"),
    "field": _("Scope"),
    "role": _("Centre to which it counts"),
    "missing": _("Missing answers"),
    "totals": _("Subtotals and totals"),
    "rounding": _("Rounding"),
    "sources": _("Sources"),
    "footnotes": _("Footnotes"),
    "caveats": _("With caution"),
}
OTHER_FIGURES: Final = _("Other figures")
TABS: Final[dict[str, Promise]] = {  # the pages of an edition
    "edition": _("In short"),
    "1": _("Table 1: learners"),
    "2": _("Table 2: courses and exams"),
    "3": _("Table 3: diplomas"),
    "charts": _("Charts"),
    "indicators": _("Definitions"),
}

# Pairs of registrations, as they are looked at
BELIEFS: Final[dict[Belief, Promise]] = {
    Belief.ALMOST_SURELY_ONE: _("almost certainly one person"),
    Belief.PROBABLY_ONE: _("very probably one person"),
    Belief.RATHER_ONE: _("rather one person"),
    Belief.RATHER_TWO: _("rather two persons"),
    Belief.PROBABLY_TWO: _("very probably two persons"),
}
REASONS: Final[dict[str, Promise]] = {
    "doubtful": _("The programme hesitates."),
    "audit": _("Drawn by lot, to measure how often the programme is right."),
    "two_numbers": _("Two national numbers for what looks like one person."),
    "two_birth_dates_and_sexes": _("Two birth dates and two sexes for what looks like one person."),
    "told_apart": _("Joined through a third registration, although two were told apart."),
}
LIKENESSES: Final[dict[Likeness, Promise]] = {
    Likeness.SAME: _("the same"),
    Likeness.NEAR: _("almost the same"),
    Likeness.DIFFERENT: _("different"),
    Likeness.UNKNOWN: _("missing on one side"),
}
IDENTITY: Final[dict[str, Promise]] = {  # what is compared, in the order in which it is read
    "birth_name": _("Birth name"),
    "usage_name": _("Usage name"),
    "first_names": _("First names"),
    "birth_date": _("Birth date"),
    "birth_place": _("Birth place"),
    "sex": _("Sex"),
    "nationality": _("Nationality"),
    "postcode": _("Postcode"),
    "national_number": _("National number"),
}
SEXES: Final[dict[str, Promise]] = {"F": _("woman"), "M": _("man")}
SYSTEMS: Final[dict[str, Promise]] = {"national": _("National files")}

"""Results of the past years, attachments, regulations accepted, and a few messages."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import numpy as np

from gregoire.correspondence.models import Conversation, Message
from gregoire.correspondence.rules import Office
from gregoire.demo import facts
from gregoire.demo.drawing import catalogue, results, shown
from gregoire.demo.drawing.chance import Ints, chance
from gregoire.demo.drawing.cohorts import YEARS
from gregoire.demo.drawing.identifiers import days, public_ids
from gregoire.demo.drawing.network import Drawing
from gregoire.demo.load_copy import Loader
from gregoire.demo.load_learning import Places, Year
from gregoire.enrolment.models import Regulation, RegulationAcceptance
from gregoire.people.models import Attachment
from gregoire.records.models import Result
from gregoire.records.rules import Outcome, Way

OUTCOMES: Final = (Outcome.ABSENT, Outcome.FAILED, Outcome.EARNED)
RESULT_DAYS: Final = {
    (1, False): (2, 20),
    (2, False): (7, 10),
    (1, True): (7, 10),
    (2, True): (10, 5),
}


def load_results(
    loader: Loader, drawing: Drawing, places: Places, years: list[Year], *, year: int
) -> None:
    """What came of each past enrolment: the later years first, since a unit is earned once."""
    offered = drawing.offerings
    present = drawing.enrolments[0]
    later = np.unique(results.keys_of(present.learner, offered.unit[present.offering]))
    for written in sorted(years, key=lambda one: one.back):
        if written.back == 0:
            continue
        outcomes = results.drawn(drawing, written.back, later)
        _load_outcomes(loader, drawing, places, written, outcomes, year=year)
        drawn = drawing.enrolments[written.back]
        later = np.union1d(later, results.keys_of(drawn.learner, offered.unit[drawn.offering]))
    _load_validated(loader, drawing, places, year=year)


def _load_outcomes(
    loader: Loader, drawing: Drawing, places: Places, written: Year, outcomes: results.Outcomes,
    *, year: int,
) -> None:  # fmt: skip
    own = [step for step in shown.TAKEN if step.back == written.back]
    own = [step for step in own if shown.offering_for(drawing.offerings, step.unit) is not None]
    enrolments, offered, start = written.enrolments, drawing.offerings, year - written.back
    outcome = np.r_[outcomes.outcome, [step.outcome for step in own]].astype(np.int64)
    marks = np.r_[outcomes.hundredths, [round(step.mark * 100) for step in own]].astype(np.int64)
    second = np.r_[outcomes.second_session, np.zeros(len(own), dtype=np.bool_)]
    unit = offered.unit[enrolments.offering]
    continuous = catalogue.units().specific[unit]
    credits_ = np.where(outcome == results.EARNED, catalogue.units().ects[unit], 0)
    sites = [places.centres[code] for code in places.offering_sites]
    decided = _decided(start, offered.semester[enrolments.offering], second)
    loader.copy(
        f"results of {start}-{start + 1}",
        Result,
        {
            "public_id": public_ids(drawing.seed, f"results {written.back}", len(unit)),
            "person": [places.learners[person] for person in enrolments.learner.tolist()],
            "unit": [places.catalogue.units[one] for one in unit.tolist()],
            "enrolment": list(written.rows),
            "centre": [sites[row] for row in enrolments.offering.tolist()],
            "year": [start] * len(unit),
            "way": [str(Way.CONTINUOUS if one else Way.EXAM) for one in continuous.tolist()],
            "outcome": [str(OUTCOMES[value]) for value in outcome.tolist()],
            "mark": [f"{mark / 100:.2f}" if mark >= 0 else None for mark in marks.tolist()],
            "credits": credits_.tolist(),
            "decided_on": decided,
        },
    )


def _decided(start: int, semester: Ints, second: Any) -> list[date]:
    table = {key: date(start + 1, *day) for key, day in RESULT_DAYS.items()}
    return [table[key] for key in zip(semester.tolist(), second.tolist(), strict=True)]


def _load_validated(loader: Loader, drawing: Drawing, places: Places, *, year: int) -> None:
    """Units earned by earlier studies or by experience; nothing of them was taught here."""
    drawn, there = results.validated(drawing), drawing.cohorts.there
    own = [facts.unit_index()[code] for code in shown.BY_EARLIER_STUDIES]
    missing = [
        facts.unit_index()[step.unit]
        for step in shown.TAKEN
        if step.outcome == results.EARNED
        and shown.offering_for(drawing.offerings, step.unit) is None
    ]
    person = np.r_[drawn.person, np.zeros(len(own) + len(missing), dtype=np.int64)]
    unit = np.r_[drawn.unit, own, missing].astype(np.int64)
    back = np.r_[
        np.where(there[drawn.person, drawn.back], drawn.back, 0), [3] * (len(own) + len(missing))
    ].astype(np.int64)
    by_experience = np.r_[drawn.by_experience, np.zeros(len(own) + len(missing), dtype=np.bool_)]
    offsets = chance(drawing.seed, "validations", "days").integers(0, 70, len(person))
    base = days(date(year, 9, 10), offsets - 365 * back)
    loader.copy(
        "validated units",
        Result,
        {
            "public_id": public_ids(drawing.seed, "validated", len(person)),
            "person": [places.learners[one] for one in person.tolist()],
            "unit": [places.catalogue.units[one] for one in unit.tolist()],
            "enrolment": [None] * len(person),
            "centre": [places.homes[one] for one in person.tolist()],
            "year": [year - one for one in back.tolist()],
            "way": [str(Way.VAE if one else Way.VES) for one in by_experience.tolist()],
            "outcome": [str(Outcome.EARNED)] * len(person),
            "credits": catalogue.units().ects[unit].tolist(),
            "decided_on": base,
        },
    )


def load_attachments(loader: Loader, places: Places, years: list[Year], *, year: int) -> Ints:
    """Each person at the centres where they registered or were taught, since the first time.

    These pairs (the person by index, the key of the centre) are returned, one a row.
    """
    first: dict[tuple[int, int], int] = {}
    sites = [places.centres[code] for code in places.offering_sites]
    for written in sorted(years, key=lambda one: -one.back):
        for person in written.registrations:
            first.setdefault((person, places.homes[person]), written.back)
        enrolments = written.enrolments
        pairs = zip(enrolments.learner.tolist(), enrolments.offering.tolist(), strict=True)
        for person, offering in pairs:
            first.setdefault((person, sites[offering]), written.back)
    since = [date(year - back, 9, 1) for back in range(YEARS)]
    loader.copy(
        "attachments",
        Attachment,
        {
            "person": [places.learners[person] for person, _ in first],
            "centre": [centre for _, centre in first],
            "since": [since[back] for back in first.values()],
        },
    )
    return np.array(list(first), dtype=np.int64)


def load_acceptances(loader: Loader, places: Places, years: list[Year], *, year: int) -> None:
    """Everybody of the present year has accepted the regulations in force when it began."""
    texts = list(
        Regulation.objects.filter(in_force_on__lte=date(year, 9, 1))
        .order_by("kind", "-in_force_on", "-pk")
        .distinct("kind")
        .values_list("pk", flat=True)
    )
    people = [
        places.learners[person] for one in years if one.back == 0 for person in one.registrations
    ]
    loader.copy(
        "regulations accepted",
        RegulationAcceptance,
        {
            "person": [person for person in people for _ in texts],
            "regulation": [text for _ in people for text in texts],
            "accepted_on": [date(year, 9, 1)] * (len(people) * len(texts)),
        },
    )


def load_messages(loader: Loader, places: Places, office: int, *, seed: int, last: date) -> None:
    """Two messages that the schooling office has sent to the learner whom the demo shows."""
    moments = [
        datetime.combine(last - timedelta(days=back), time(9, 12), UTC)
        for back, _, _ in shown.MESSAGES
    ]
    keys = loader.copy(
        "conversations",
        Conversation,
        {
            "public_id": public_ids(seed, "conversations", len(moments)),
            "person": [places.learners[0]] * len(moments),
            "centre": [places.homes[0]] * len(moments),
            "office": [str(Office.SCHOOLING)] * len(moments),
            "subject": [subject for _, subject, _ in shown.MESSAGES],
            "started_at": moments,
            "last_at": moments,
            "waits_for_office": [False] * len(moments),
        },
    )
    loader.copy(
        "messages",
        Message,
        {
            "conversation": list(keys),
            "author": [office] * len(moments),
            "from_office": [True] * len(moments),
            "text": [text for _, _, text in shown.MESSAGES],
            "at": moments,
            "read_at": [None] * len(moments),
        },
    )

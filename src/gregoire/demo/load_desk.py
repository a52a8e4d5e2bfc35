"""What the schooling offices find on their desks: messages, and registrations to validate.

Nobody is counted twice for it: those who ask to be registered are former learners, whom the tables
of the present year do not count before an office has validated them.
"""

from datetime import UTC, datetime, time, timedelta

import numpy as np

from gregoire.correspondence.models import Conversation, Message
from gregoire.correspondence.rules import Office
from gregoire.demo import facts
from gregoire.demo.drawing import desk, surroundings
from gregoire.demo.drawing.chance import Ints
from gregoire.demo.drawing.identifiers import days, public_ids
from gregoire.demo.drawing.network import Drawing
from gregoire.demo.load_copy import Loader
from gregoire.demo.load_learning import Places, Year, said_of
from gregoire.demo.load_people import Staff
from gregoire.enrolment.models import Registration
from gregoire.enrolment.states import RegistrationState
from gregoire.framework.actors import Role

ANSWERED_AFTER = timedelta(hours=20)


def load_questions(
    loader: Loader, drawing: Drawing, places: Places, staff: Staff, attached: Ints, present: Year
) -> None:
    """A few learners of every centre have written to its schooling office; some have an answer.

    `attached` has a row for each pair of a person and a centre.
    """
    learns = np.isin(attached[:, 0], list(present.registrations)) & (attached[:, 0] > 0)
    asked = desk.questions(drawing.seed, *attached[learns].T)
    at = [_moment(places, question) for question in asked]
    answered = [bool(question.words.answer) for question in asked]
    keys = loader.copy(
        "questions",
        Conversation,
        {
            "public_id": public_ids(drawing.seed, "questions", len(asked)),
            "person": [places.learners[question.person] for question in asked],
            "centre": [question.centre for question in asked],
            "office": [str(Office.SCHOOLING)] * len(asked),
            "subject": [question.words.subject for question in asked],
            "started_at": at,
            "last_at": [
                moment + ANSWERED_AFTER * done for moment, done in zip(at, answered, strict=True)
            ],
            "waits_for_office": [not done for done in answered],
        },
    )
    offices = _offices(places, staff)
    rows: list[tuple[object, ...]] = []
    for key, question, moment in zip(keys, asked, at, strict=True):
        words, then = question.words, moment + ANSWERED_AFTER
        rows.append((key, places.learners[question.person], False, words.question, moment, None))
        if words.answer:
            office = offices[question.centre]
            rows.append((key, office, True, words.answer, then, then + timedelta(hours=2)))
    names = ("conversation", "author", "from_office", "text", "at", "read_at")
    columns = zip(*rows, strict=True)
    loader.copy("what they say", Message, dict(zip(names, columns, strict=True)))


def load_applicants(
    loader: Loader, drawing: Drawing, places: Places, attached: Ints, present: Year, *, start: int
) -> None:
    """At every centre somebody who was there before asks to be registered for the present year."""
    former = ~np.isin(attached[:, 0], list(present.registrations))
    chosen = desk.applicants(drawing.seed, *attached[former].T)
    size = len(chosen.person)
    loader.copy(
        "registrations to validate",
        Registration,
        {
            **said_of(drawing, places, chosen.person, back=0, start=start),
            "public_id": public_ids(drawing.seed, "applicants", size),
            "centre": chosen.centre.tolist(),
            "state": [str(RegistrationState.REQUESTED)] * size,
            "requested_on": days(places.last, -chosen.back),
        },
    )


def _moment(places: Places, question: desk.Question) -> datetime:
    day = places.last - timedelta(days=question.back)
    return datetime.combine(day, time(question.minute // 60, question.minute % 60), UTC)


def _offices(places: Places, staff: Staff) -> dict[int, int]:
    """Who answers for the schooling office of each place: it is that of the regional centre."""
    return {
        places.centres[code]: staff.offices[centre.code, Role.SCHOOLING]
        for centre, own in zip(facts.centres(), surroundings.sites(), strict=True)
        for code in (centre.code, *own)
    }

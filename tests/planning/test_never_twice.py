"""The database has the last word on who is where."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gregoire.planning.models import ClassSession
from gregoire.planning.rules.sessions import SessionState
from tests.makers.enrolment import make_offering
from tests.makers.network import make_centre
from tests.makers.people import make_person
from tests.makers.planning import TUESDAY_EVENING, make_room, make_session

pytestmark = pytest.mark.django_db


def test_a_room_holds_one_class_at_a_time() -> None:
    room = make_room(make_centre())
    make_session(room=room)

    with pytest.raises(IntegrityError, match="a_room_holds_one_class"), transaction.atomic():
        make_session(room=room, starts_at=TUESDAY_EVENING + timedelta(hours=2))

    make_session(room=room, starts_at=TUESDAY_EVENING + timedelta(hours=2.5))


def test_a_teacher_gives_one_class_at_a_time_even_in_two_centres() -> None:
    teacher = make_person()
    make_session(teacher=teacher)

    with pytest.raises(IntegrityError, match="a_teacher_gives_one_class"), transaction.atomic():
        make_session(teacher=teacher, offering=make_offering())


def test_a_cancelled_class_leaves_its_room_and_its_teacher_free() -> None:
    room, teacher = make_room(make_centre()), make_person()
    first = make_session(room=room, teacher=teacher)
    ClassSession.objects.filter(pk=first.pk).update(state=SessionState.CANCELLED)

    make_session(room=room, teacher=teacher)

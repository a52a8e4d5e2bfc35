"""What planning does after the commit; when people come and go; when courses are not taught."""

import os
import subprocess
import sys

from django.utils.timezone import now as the_present
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gregoire.catalogue.events import OfferingNotOpened
from gregoire.catalogue.models import Offering
from gregoire.correspondence import saying
from gregoire.enrolment.events import LearnerEnrolled, LearnerWithdrawn
from gregoire.enrolment.models import Enrolment
from gregoire.framework.actors import SYSTEM, Actor
from gregoire.framework.events import listens_to
from gregoire.planning import mails, searching
from gregoire.planning.models import CertificateRun, SessionChange
from gregoire.planning.operations import (
    cancel_classes,
    certificates,
    plans,
    publishing,
    tell_of_planned,
)

PATIENCE = RetryStrategy(max_attempts=5, wait=30)


@listens_to(OfferingNotOpened)
def when_it_does_not_open(event: OfferingNotOpened) -> None:
    """Nobody comes to a class of a course that is not taught: rooms and teachers are free."""
    with override("fr"):
        reason = _("The course is not opened")
    offering = Offering.objects.get(pk=event.offering_id)
    cancel_classes(by=SYSTEM, offering=offering, reason=reason)


@listens_to(LearnerEnrolled)
def when_somebody_comes_in(event: LearnerEnrolled) -> None:
    """Who comes in while a change waits to be told is told of it with the others."""
    if event.rank is not None:
        return
    enrolment = _with_person(event.enrolment_id)
    for change in _waiting(enrolment):
        mails.say_change(change, only={enrolment.registration.person_id})


@listens_to(LearnerWithdrawn)
def when_somebody_leaves(event: LearnerWithdrawn) -> None:
    """Who leaves while a change waits to be told is not told of it."""
    enrolment = _with_person(event.enrolment_id)
    for change in _waiting(enrolment):
        saying.recall(change.topic, person=enrolment.registration.person_id)


def _with_person(enrolment_id: int) -> Enrolment:
    return Enrolment.objects.select_related("registration", "offering").get(pk=enrolment_id)


def _waiting(enrolment: Enrolment) -> list[SessionChange]:
    taught = enrolment.offering.relays_id or enrolment.offering_id
    waiting = SessionChange.objects.filter(
        session__offering=taught, undone_at=None, tell_at__gt=the_present()
    )
    return list(waiting.order_by("pk"))


@app.task(name=certificates.ISSUING, queue=certificates.QUEUE, retry=PATIENCE)
def issue_certificates(*, run_id: int) -> None:
    """One after the other, each in a transaction of its own; goes on where a killed worker was."""
    run = CertificateRun.objects.select_related("centre").get(pk=run_id)
    asker = Actor(run.asked_by_id, is_system=True)  # who asked had the permit, and has issued them
    while certificates.issue_next_certificate(by=asker, centre=run.centre, run=run):
        pass


@app.task(name=plans.SEARCHING, queue=plans.QUEUE, retry=PATIENCE)
def search_for_a_plan(*, run_id: int) -> None:
    """The search, in a process of its own: it gives its memory back, and can be killed.

    A worker that is killed takes its search with it; the job is taken up where the search had come.
    A search that dies alone has failed: what it kept can be published, or begun again.
    """
    ended = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "gregoire", "plan-semester", "--run", str(run_id)],
        check=False,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "GREGOIRE_PARENT": str(os.getpid())},  # it ends with the worker
    )
    if ended.returncode:
        searching.fail(run_id, ended.stderr.strip().rpartition("\n")[2] or str(ended.returncode))


@app.task(name=publishing.TELLING, queue=plans.QUEUE, retry=PATIENCE)
def tell_of_a_plan(*, offering_ids: list[int]) -> None:
    """Each learner of a published plan is told once, of all their classes."""
    found = Offering.objects.filter(pk__in=offering_ids).select_related("centre").order_by("pk")
    offerings = list(found)
    if offerings:
        tell_of_planned(by=SYSTEM, offering=offerings[0], also=offerings[1:])

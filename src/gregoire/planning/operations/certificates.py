"""Months of learning hours, certified for whoever pays."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from gregoire.enrolment.models import AlternanceContract, Registration
from gregoire.framework.actors import Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.formats import day
from gregoire.framework.operations import operation
from gregoire.framework.queue import later
from gregoire.kernel.identifiers import new_public_id
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.planning.documents.certificates import (
    HOURS,
    Issue,
    certificate_document,
)
from gregoire.planning.models import CertificateRun, HoursCertificate, LearningHours
from gregoire.planning.permissions import CERTIFY_HOURS
from gregoire.planning.queries import hours as queries
from gregoire.planning.rules.attendance import (
    AttendanceRefusal,
    month_after,
    month_refusal,
    number_of,
)
from gregoire.planning.signing import SealError, seal, signed

LANGUAGE: Final = "fr"  # of certificates: the employer and the funder are told in French
ISSUING: Final = "planning.issue_certificates"  # the job of `jobs`, which imports this file
QUEUE: Final = "documents"


@operation(permit=CERTIFY_HOURS, on="centre", journal="result")
def certify_month(
    *,
    by: Actor,
    registration: Registration,
    centre: Centre,
    month: date,
    now: datetime | None = None,
) -> HoursCertificate:
    """Issue the signed certificate of a learner's hours in a month, of the courses of a centre.

    One that is in force and says all that is known is given back. One that has been overtaken by a
    correction is replaced, and the new one names it. A month is certified once it is over.
    """
    now, month = now or timezone.now(), month.replace(day=1)
    _demand_that_it_is_over(month, centre, now)
    locked = Registration.objects.select_for_update(of=("self",), no_key=True)
    registration = locked.select_related("person", "programme").get(pk=registration.pk)
    known = queries.certificate_in_force(registration, centre, month)
    if known.certificate is not None and not known.is_new:
        return known.certificate
    if not known.is_to_issue:
        raise RefusedError(AttendanceRefusal.NO_HOURS)
    hours = queries.hours_certified(registration, centre, month)  # what is listed is what is summed
    public_id = new_public_id()
    pdf = _signed_document(registration, centre, month, hours, public_id, known.certificate, now)
    certificate = HoursCertificate(
        public_id=public_id,
        registration=registration,
        centre=centre,
        month=month,
        minutes=sum(one.minutes for one in hours),
        sha256=hashlib.sha256(pdf).hexdigest(),
        issued_by_id=by.person_id,
    )
    name = f"{number_of(public_id, month)}.pdf"
    certificate.file.save(name, ContentFile(pdf), save=False)
    return _put_in_force(certificate, in_the_place_of=known.certificate)


def _demand_that_it_is_over(month: date, centre: Centre, now: datetime) -> None:
    refusal = month_refusal(month, today=now.astimezone(centre.zone).date())
    if refusal is not None:
        raise RefusedError(refusal, day=day(month_after(month)))


def _signed_document(
    registration: Registration,
    centre: Centre,
    month: date,
    hours: Sequence[LearningHours],
    public_id: str,
    replaced: HoursCertificate | None,
    now: datetime,
) -> bytes:
    try:
        by_whom = seal()
        to = reverse("planning:verify", args=[number_of(public_id, month)])
        issue = Issue(
            public_id,
            month,
            now,
            replaced,
            by_whom.name,
            by_whom.fingerprint,
            f"{settings.GREGOIRE_URL}{to}",
        )
        said = certificate_document(
            registration,
            centre,
            hours,
            AlternanceContract.objects.filter(registration=registration).first(),
            issue,
            language=LANGUAGE,
        )
        with override(LANGUAGE):
            reason, label = (
                gettext("Certificate of learning hours"),
                gettext("Electronic signature"),
            )
        pdf = HOURS.render(said, language=LANGUAGE)
        return signed(pdf, reason=reason, place=centre.town, label=label)
    except SealError as error:
        raise RefusedError(AttendanceRefusal.NO_SEAL) from error


def _put_in_force(
    certificate: HoursCertificate, *, in_the_place_of: HoursCertificate | None
) -> HoursCertificate:
    """One is in force at a time: the earlier one names the new one before that one is there.

    The key is taken beforehand; the reference between the two is checked at the commit.
    """
    if in_the_place_of is not None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id'))",
                [HoursCertificate._meta.db_table],
            )
            (certificate.pk,) = cursor.fetchone()
        earlier = HoursCertificate.objects.filter(pk=in_the_place_of.pk)
        earlier.update(replaced_by=certificate.pk)
    certificate.save(force_insert=True)
    certificate.refresh_from_db()
    return certificate


@operation(permit=CERTIFY_HOURS, on="centre", journal="result")
def ask_for_certificates(
    *,
    by: Actor,
    centre: Centre,
    month: date,
    registrations: Sequence[Registration],
    now: datetime | None = None,
) -> CertificateRun:
    """Have the certificates of these learners issued by a job, which says how far it is."""
    month = month.replace(day=1)
    _demand_that_it_is_over(month, centre, now or timezone.now())
    if not registrations:
        raise RefusedError(AttendanceRefusal.NO_HOURS)
    with refusing(
        certificates_of_a_month_are_issued_once_at_a_time=AttendanceRefusal.ISSUING_ALREADY
    ):
        run = CertificateRun.objects.create(
            centre=centre,
            month=month,
            registrations=[registration.pk for registration in registrations],
            asked_by_id=by.person_id,
        )
    later.configure_task(ISSUING, queue=QUEUE).defer(run_id=run.pk)
    return run


@operation(permit=CERTIFY_HOURS, on="centre", journal="run")
def issue_next_certificate(*, by: Actor, centre: Centre, run: CertificateRun) -> bool:
    """Issue the next certificate of a run; False once all are behind.

    The run is locked meanwhile: what a killed worker had begun is begun again, and issued once.
    """
    run = CertificateRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.ended_at is not None:
        return False
    key = run.registrations[run.done]
    registration = Registration.objects.get(pk=key)
    try:
        certify_month(by=by, registration=registration, centre=centre, month=run.month)
    except RefusedError as refused:
        run.refused[str(key)] = str(refused.reason)
    run.done += 1
    if run.done == len(run.registrations):
        run.ended_at = Now()
    run.save(update_fields=["done", "refused", "ended_at"])
    return run.done < len(run.registrations)

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gregoire.enrolment.models import Enrolment, Registration
from gregoire.framework.models import PublicIdField
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.planning.models.sessions import ClassSession
from gregoire.planning.rules.attendance import Evidence, Presence

PRESENCES = [(one, one) for one in Presence]
EVIDENCES = [(one, one) for one in Evidence]


class AttendanceCheck(models.Model):
    """The code of a class: it turns every 30 seconds while the check is open."""

    session = models.OneToOneField(
        ClassSession, on_delete=models.PROTECT, related_name="attendance_check"
    )
    secret = models.BinaryField(max_length=32)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"code of class {self.session_id}"


class AttendanceEntry(models.Model):
    """Whether a learner followed a class, as it was known at an instant: the latest entry counts.

    Entries are added, never changed: a trigger of the database refuses to.
    """

    session = models.ForeignKey(ClassSession, on_delete=models.PROTECT, related_name="entries")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=8, choices=PRESENCES)
    minutes = models.PositiveSmallIntegerField()  # followed, at most those of the class
    evidence = models.CharField(max_length=10, choices=EVIDENCES)
    signature = models.TextField(blank=True)  # an SVG path drawn with a finger, or “= name” typed
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["session", "enrolment", "id"], name="attendance_of_session")
        ]

    def __str__(self) -> str:
        return f"{self.presence} (enrolment {self.enrolment_id}, class {self.session_id})"

    @property
    def person_id(self) -> int:
        """Whom it concerns, for the journal."""
        return self.enrolment.registration.person_id


class LearningHours(models.Model):
    """Minutes that a learner followed, each with its evidence: added, never changed.

    The same trigger of the database sees to it. A correction is a counter-entry (`corrects`), with negative minutes, and a new entry after it.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="hours")
    session = models.ForeignKey(ClassSession, on_delete=models.PROTECT, null=True, related_name="+")
    day = models.DateField()  # at the centre where it was followed
    minutes = models.SmallIntegerField()
    evidence = models.CharField(max_length=10, choices=EVIDENCES)
    entry = models.OneToOneField(
        AttendanceEntry, on_delete=models.PROTECT, null=True, related_name="hours"
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(corrects=None, minutes__gt=0)
                | Q(corrects__isnull=False, minutes__lt=0),
                name="a_counter_entry_takes_back",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["enrolment", "day"], name="hours_enrolment_day")]

    def __str__(self) -> str:
        return f"{self.minutes} min (enrolment {self.enrolment_id})"


class HoursCertificate(models.Model):
    """The hours that a learner followed in a month, certified for their employer or funder.

    The signed PDF is kept as it was issued; a later correction makes a new certificate, and the
    earlier one says which.
    """

    public_id = PublicIdField()
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    minutes = models.PositiveIntegerField()
    file = models.FileField(upload_to="certificates/%Y/%m", max_length=300)
    sha256 = models.CharField(max_length=64)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(db_default=Now())
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaces"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registration", "centre", "month"],
                condition=Q(replaced_by=None),
                name="one_certificate_in_force_a_month",
            )
        ]

    def __str__(self) -> str:
        return f"certificate of hours {self.public_id}"

    @property
    def person_id(self) -> int:
        """Whom it concerns, for the journal."""
        return self.registration.person_id


class CertificateRun(models.Model):
    """Certificates of a centre's month, asked for together; a job issues them one by one.

    `registrations` are their keys, in the order of issue; `done` says how many of them are behind.
    `refused` keeps, by key, why one was not issued.
    """

    public_id = PublicIdField()
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    registrations = models.JSONField()
    done = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=dict)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["centre", "month"],
                condition=Q(ended_at=None),
                name="certificates_of_a_month_are_issued_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"certificate run {self.pk}"

from typing import ClassVar, Final

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from gregoire.catalogue.models import LEVELS, Offering, Programme
from gregoire.enrolment.rules import (
    ContractKind,
    Employment,
    Funding,
    OccupationGroup,
    RegulationKind,
)
from gregoire.enrolment.states import UNDER_WAY, EnrolmentState, RegistrationState
from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import PublicIdField
from gregoire.kernel.levels import Level
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Person

OFFICES: Final = (Role.SCHOOLING, Role.ADMINISTRATOR)  # they change what they see
READERS: Final = (*OFFICES, Role.ADVISER, Role.EXAMS)  # they see


class Regulation(models.Model):
    """One version of a text to which learners are subject; a version in force is never changed."""

    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in RegulationKind])
    version = models.CharField(max_length=20)
    in_force_on = models.DateField()
    title_fr = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    text_fr = models.TextField()
    text_en = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="one_regulation_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} regulations, version {self.version}"

    def title_in(self, language: str) -> str:
        return self.title_en if language == "en" else self.title_fr

    def text_in(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_fr


class RegulationAcceptance(models.Model):
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acceptances")
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="+")
    accepted_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "regulation"], name="a_version_is_accepted_once"
            )
        ]

    def __str__(self) -> str:
        return f"regulation {self.regulation_id} accepted by person {self.person_id}"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, actor: Actor) -> "RegistrationQuerySet":
        """A learner's own; those of the centres that an office looks after, and of their courses.

        The centre that teaches a learner of another centre sees that learner's registration; so
        does a centre that the learner has left by a transfer, for the years spent there.
        """
        if actor.is_system:
            return self.all()
        centres = actor.centres_as(*READERS)
        if not centres:
            return self.filter(person=actor.person_id)
        taught_there = Enrolment.objects.filter(
            registration=OuterRef("pk"), offering__centre__in=centres
        )
        return self.filter(
            Q(person=actor.person_id) | Q(centre__in=centres) | Q(Exists(taught_there))
        )


class Registration(models.Model):
    """A person is administratively registered at one centre for one academic year.

    A transfer moves the registration to another centre and keeps everything on it; the story is in
    `CentreTransfer`.
    """

    public_id = PublicIdField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="registrations")
    year = models.SmallIntegerField()
    state = models.CharField(
        max_length=10,
        choices=[(state, state) for state in RegistrationState],
        default=RegistrationState.REQUESTED,
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    employment = models.CharField(max_length=10, choices=[(value, value) for value in Employment])
    occupation = models.CharField(
        max_length=16,
        choices=[(value, value) for value in OccupationGroup],
        default=OccupationGroup.UNKNOWN,
    )
    earlier_diploma = models.PositiveSmallIntegerField(choices=LEVELS, null=True, blank=True)
    funding = models.CharField(max_length=20, choices=[(value, value) for value in Funding])
    requested_on = models.DateField()
    validated_on = models.DateField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "year"], name="one_registration_a_year"),
            models.CheckConstraint(
                condition=Q(state="requested")
                | Q(state="cancelled")
                | Q(validated_on__isnull=False),
                name="a_validated_registration_has_its_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["centre", "year"], name="registration_centre_year"),
            models.Index(
                fields=["requested_on", "id"],
                condition=Q(state="requested"),
                name="registration_to_validate",
            ),
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"

    @property
    def academic_year(self) -> AcademicYear:
        return AcademicYear(self.year)

    @property
    def earlier_level(self) -> Level | None:
        return None if self.earlier_diploma is None else Level(self.earlier_diploma)


class RegistrationPassage(models.Model):
    """One move that a registration has made."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="passages"
    )
    move = models.CharField(max_length=20)
    source = models.CharField(max_length=10)
    target = models.CharField(max_length=10)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.source} → {self.target} (registration {self.registration_id})"


class CentreTransfer(models.Model):
    """A learner goes on in another centre; everything they have goes with them."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="transfers"
    )
    from_centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    to_centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(from_centre=F("to_centre")), name="a_transfer_goes_elsewhere"
            )
        ]

    def __str__(self) -> str:
        return f"transfer of registration {self.registration_id}"


class AlternanceContract(models.Model):
    """The work contract of a learner who alternates between a firm and the centre."""

    registration = models.OneToOneField(
        Registration, on_delete=models.PROTECT, related_name="alternance_contract"
    )
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in ContractKind])
    employer = models.CharField(max_length=200)
    mentor = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="a_contract_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"contract of registration {self.registration_id}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, actor: Actor) -> "EnrolmentQuerySet":
        """A learner's own; those of the learners of a centre, and those in its courses."""
        if actor.is_system:
            return self.all()
        own = Q(registration__person=actor.person_id)
        centres = actor.centres_as(*READERS)
        if not centres:
            return self.filter(own)
        return self.filter(
            own | Q(registration__centre__in=centres) | Q(offering__centre__in=centres)
        )

    def under_way(self) -> "EnrolmentQuerySet":
        return self.filter(state__in=UNDER_WAY)


class Enrolment(models.Model):
    """A registered learner takes part in one offering, or waits for a place in it.

    The waiting list is in the order of `id`: who asked first comes first.
    """

    public_id = PublicIdField()
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="enrolments"
    )
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=[(state, state) for state in EnrolmentState])
    asked_at = models.DateTimeField(db_default=Now())
    ended_on = models.DateField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registration", "offering"],
                condition=Q(state__in=["waiting", "enrolled"]),
                name="enrolled_once_in_an_offering",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "enrolled"], ended_on=None)
                | Q(state__in=["withdrawn", "not_opened"], ended_on__isnull=False),
                name="an_ended_enrolment_has_its_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["offering", "state"], name="enrolment_offering_state")
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"

    @property
    def person_id(self) -> int:
        """Whom it concerns, for the journal."""
        return self.registration.person_id

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower, Now

from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import PublicIdField
from gregoire.network.models import Centre
from gregoire.people.rules import PersonalData, Sex

FILE_ROLES = (
    Role.ADVISER,
    Role.SCHOOLING,
    Role.EXAMS,
    Role.RECOGNITION,
    Role.DIPLOMAS,
    Role.ADMINISTRATOR,
)  # whose work needs people's files


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> "PersonQuerySet":
        """Oneself, and the people attached to the centres whose offices one holds a post in.

        Administrators also see those who hold a post at their centres; a national administrator
        those who hold one in the whole network.
        """
        if actor.is_system:
            return self.all()
        oneself = Q(pk=actor.person_id or 0)
        if not actor.holds_any(*FILE_ROLES):
            return self.filter(oneself)
        attached = Attachment.objects.filter(
            person=OuterRef("pk"), centre__in=actor.centres_as(*FILE_ROLES)
        )
        seen = oneself | Q(Exists(attached))
        if actor.holds_any(Role.ADMINISTRATOR):
            seen |= Q(Exists(_colleagues(actor)))
        return self.filter(seen)


def _colleagues(actor: Actor) -> "models.QuerySet[Appointment]":
    seen = Q(centre__in=actor.centres_as(Role.ADMINISTRATOR))
    if actor.is_national_administrator:
        seen |= Q(centre=None)
    return Appointment.objects.filter(seen, person=OuterRef("pk"))


class Person(models.Model):
    """One human being, known once in the whole network.

    `search_words` holds the folded words of all their names, their number and their mail; a trigger
    of the database keeps it, so that no way of writing can forget it. `form_token` is that of the
    form from which the person was registered: sent twice, it registers once.
    """

    public_id = PublicIdField()
    number = models.CharField(max_length=20, unique=True)  # the learner's number, on their card
    birth_name = models.CharField(max_length=100)
    usage_name = models.CharField(max_length=100, blank=True)
    first_names = models.CharField(max_length=150)
    birth_date = models.DateField(null=True, blank=True)
    birth_place = models.CharField(max_length=120, blank=True)
    sex = models.CharField(max_length=10, choices=[(sex, sex) for sex in Sex], default=Sex.UNKNOWN)
    nationality = models.CharField(max_length=2, blank=True)  # ISO 3166-1
    national_number = models.CharField(max_length=20, blank=True)  # national student number
    mail = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    town = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=2, choices=[("fr", "fr"), ("en", "en")], default="fr")
    search_words = SearchVectorField(null=True, editable=False)
    form_token = models.CharField(max_length=32, null=True, editable=False)  # noqa: DJ001 -- unique

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["search_words"], name="person_search_words"),
            models.Index(fields=["birth_date"], name="person_birth_date"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form_token"], name="a_form_registers_one_person")
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def name(self) -> str:
        """How the person is called: first name and usage name."""
        return f"{self.first_name} {self.usage_name or self.birth_name}"

    @property
    def first_name(self) -> str:
        return self.first_names.split(" ")[0].strip(",")

    @property
    def formal_name(self) -> str:
        """As on official papers: “Amina ROSSI née HADDAD” is composed from these by its template."""
        return f"{self.first_names} {(self.usage_name or self.birth_name).upper()}"

    @property
    def personal_data(self) -> PersonalData:
        return PersonalData(
            birth_name=self.birth_name,
            usage_name=self.usage_name,
            first_names=self.first_names,
            birth_date=self.birth_date,
            birth_place=self.birth_place,
            phone=self.phone,
            street=self.street,
            postcode=self.postcode,
            town=self.town,
            country=self.country,
        )

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{(self.usage_name or self.birth_name)[:1]}".upper()


class Attachment(models.Model):
    """A person belongs to a centre (rattachement): its offices may open their file.

    Every administrative registration makes one at its centre; every enrolment in an offering of
    another centre makes one there too. The bulk load of the demo writes them as well.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attachments")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "centre"], name="a_person_is_attached_once_to_a_centre"
            )
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} at centre {self.centre_id}"


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """What a person signs in with: their mail address and a password."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_mail_address")
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def names(self) -> str:
        """What a password must not be made of."""
        person = self.person
        return f"{person.birth_name} {person.usage_name} {person.first_names}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, day: date) -> "AppointmentQuerySet":
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Appointment(models.Model):
    """A person holds a role at a centre (None: in the whole network), for a period: a post."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=[(role, role) for role in Role])
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "role", "centre", "starts_on"],
                name="one_post_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_post_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(centre__isnull=False)
                | Q(role__in=[Role.ADMINISTRATOR, Role.OBSERVATORY, Role.LIBRARIAN, Role.DIPLOMAS]),
                name="only_national_roles_are_held_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} at centre {self.centre_id} (person {self.person_id})"


class PersonalDataChange(models.Model):
    """What a field of a person held before and after: kept for ever, shown to that person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="changes")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=320, blank=True)
    after = models.CharField(max_length=320, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "at"], name="personal_data_story")]

    def __str__(self) -> str:
        return f"{self.field} of person {self.person_id}"

"""What each template receives: one value, named `page`, with nothing left to query."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.paginator import Page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gregoire.framework import formats
from gregoire.framework.actors import Role
from gregoire.network.models import Centre
from gregoire.people.limits import Unsent
from gregoire.people.models import Account, Appointment, Person
from gregoire.people.panels import Action, Panel
from gregoire.people.rules import Sex, age_on
from gregoire.people.stories import StoryLine
from gregoire.people.web.forms import (
    AttachForm,
    EndPostForm,
    MailForm,
    NewPersonForm,
    PasswordForm,
    PersonalDataForm,
    PostForm,
)
from gregoire.people.wording import ROLES


@dataclass(frozen=True, slots=True)
class PersonalDataPage:
    person: Person
    form: PersonalDataForm
    changes: list[StoryLine]
    looks: list[StoryLine]


@dataclass(frozen=True, slots=True)
class MailPage:
    person: Person
    form: MailForm


@dataclass(frozen=True, slots=True)
class FirstPasswordPage:
    person: Person
    form: PasswordForm


@dataclass(frozen=True, slots=True)
class ConfirmMailPage:
    mail: str


@dataclass(frozen=True, slots=True)
class DeadLinkPage:
    reason: str


@dataclass(frozen=True, slots=True)
class ResumePage:
    unsent: Unsent


MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True)
class PersonsPage:
    words: str
    found: Page[Person]
    today: date
    may_register: bool

    @property
    def are_too_many(self) -> bool:
        return self.found.paginator.count >= MOST_COUNTED

    @property
    def was_asked(self) -> bool:
        return bool(self.words.strip())


@dataclass(frozen=True, slots=True)
class NewPersonPage:
    form: NewPersonForm
    attach_form: AttachForm
    known: list[Person]
    known_elsewhere: int


@dataclass(frozen=True, slots=True)
class AttachPage:
    form: AttachForm


@dataclass(frozen=True, slots=True)
class PersonPage:
    person: Person
    account: Account | None
    centres: list[Centre]
    posts: list[Appointment]
    actions: list[Action]
    panels: list[Panel]
    aside: list[Panel]
    journal: list[StoryLine]
    today: date
    may_change: bool
    may_appoint: bool

    @property
    def beside(self) -> str:
        """“née Haddad · 34 ans · n° 21-004512”, as far as it is known."""
        person = self.person
        parts = [born_as(person)] if person.usage_name else []
        if person.birth_date:
            age = age_on(person.birth_date, self.today)
            parts.append(ngettext("%(age)s year old", "%(age)s years old", age) % {"age": age})
        return " · ".join([*parts, _("no. %(number)s") % {"number": person.number}])

    @property
    def address(self) -> str:
        person = self.person
        town = " ".join(part for part in (person.postcode, person.town) if part)
        return ", ".join(part for part in (person.street, town) if part)

    @property
    def born(self) -> str:
        person = self.person
        on = formats.day(person.birth_date) if person.birth_date else ""
        return ", ".join(part for part in (on, person.birth_place) if part)

    @property
    def centre_names(self) -> str:
        return ", ".join(centre.name for centre in self.centres)

    @property
    def change_url(self) -> str:
        return (
            reverse("people:person_data", args=[self.person.public_id]) if self.may_change else ""
        )

    @property
    def posts_url(self) -> str:
        return reverse("people:posts", args=[self.person.public_id]) if self.may_appoint else ""

    @property
    def post_lines(self) -> list[str]:
        return [
            ", ".join([str(ROLES[Role(post.role)]), *([post.centre.name] if post.centre else [])])
            for post in self.posts
        ]

    @property
    def awaits_password(self) -> bool:
        return self.account is not None and not self.account.has_usable_password()


def born_as(person: Person) -> str:
    """“née Haddad”, “né Haddad”, “né(e) Haddad”."""
    said = {
        Sex.FEMALE: pgettext("woman", "born %(name)s"),
        Sex.MALE: pgettext("man", "born %(name)s"),
        Sex.UNKNOWN: _("born %(name)s"),
    }
    return said[Sex(person.sex)] % {"name": person.birth_name}


@dataclass(frozen=True, slots=True)
class PersonDataPage:
    person: Person
    form: PersonalDataForm
    changes: list[StoryLine]


@dataclass(frozen=True, slots=True)
class PostsPage:
    person: Person
    form: PostForm
    posts: list["PostLine"]


@dataclass(frozen=True, slots=True)
class PostLine:
    post: Appointment
    role: str
    end_form: EndPostForm | None

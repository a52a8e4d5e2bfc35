"""Links that are sent by mail: signed, over after a while, and after they were used."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from gregoire.kernel.refusals import RefusedError
from gregoire.people.models import Account, Person
from gregoire.people.rules import PeopleRefusal

FIRST_PASSWORD_SALT: Final = "people.first-password"  # noqa: S105 -- not a password
MAIL_CHANGE_SALT: Final = "people.mail-change"
FIRST_PASSWORD_LASTS: Final = timedelta(days=3)
MAIL_CHANGE_LASTS: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class MailChangeLink:
    """Who asked for which address; dead as soon as the address is another one than it was then."""

    person_id: int
    before: str
    after: str


def campus_url(path: str) -> str:
    return f"{settings.GREGOIRE_URL}{path}"


def first_password_url(account: Account) -> str:
    value = [account.pk, _state_of(account)]
    token = signing.dumps(value, salt=FIRST_PASSWORD_SALT)
    return campus_url(reverse("people:first_password", args=[token]))


def account_of_first_password(token: str) -> Account:
    """The account that the link is for; refused once a password was chosen or the time is over."""
    try:
        value = signing.loads(token, salt=FIRST_PASSWORD_SALT, max_age=FIRST_PASSWORD_LASTS)
        pk, state = value
        account = Account.objects.select_related("person").get(pk=pk)
    except (signing.BadSignature, ValueError, Account.DoesNotExist):
        raise RefusedError(PeopleRefusal.LINK_OVER) from None
    if state != _state_of(account):
        raise RefusedError(PeopleRefusal.PASSWORD_CHOSEN_ALREADY)
    return account


def _state_of(account: Account) -> str:
    return hashlib.sha256(account.password.encode()).hexdigest()[:16]


def mail_change_url(person: Person, mail: str) -> str:
    token = signing.dumps([person.pk, person.mail, mail], salt=MAIL_CHANGE_SALT)
    return campus_url(reverse("people:confirm_mail", args=[token]))


def mail_change_of(token: str) -> tuple[Person, MailChangeLink]:
    """Whose address the link changes, to which; refused once it was changed or the time is over."""
    try:
        signed = signing.loads(token, salt=MAIL_CHANGE_SALT, max_age=MAIL_CHANGE_LASTS)
        link = MailChangeLink(*signed)
        return Person.objects.get(pk=link.person_id, mail=link.before), link
    except (signing.BadSignature, TypeError, Person.DoesNotExist):
        raise RefusedError(PeopleRefusal.LINK_OVER) from None

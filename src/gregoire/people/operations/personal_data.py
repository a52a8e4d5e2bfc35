from dataclasses import replace
from datetime import date

from allauth.account.models import EmailAddress

from gregoire.framework.actors import Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.events import announce
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.people import links, mails, rules
from gregoire.people.events import MailChanged, PersonalDataChanged
from gregoire.people.models import Account, Person, PersonalDataChange
from gregoire.people.permissions import (
    ASK_MAIL_CHANGE,
    CHANGE_PERSONAL_DATA,
    CHOOSE_LANGUAGE,
    CONFIRM_MAIL_CHANGE,
)
from gregoire.people.rules import PeopleRefusal, PersonalData


@operation(permit=CHANGE_PERSONAL_DATA, on="person")
def change_personal_data(
    *, by: Actor, person: Person, data: PersonalData, seen: str, today: date
) -> tuple[str, ...]:
    """Write what people corrected, and its history; the names of the fields that changed.

    `seen` is the version that the form was shown: where the file has changed meanwhile (a second
    tab, the office), nothing is written.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.personal_data.version != seen:
        raise RefusedError(PeopleRefusal.CHANGED_MEANWHILE)
    refusal = rules.data_refusal(data, today=today)
    if refusal:
        raise RefusedError(refusal)
    data = replace(data, phone=rules.read_phone(data.phone) or "")
    changes = rules.changes(person.personal_data, data)
    if not changes:
        raise RefusedError(PeopleRefusal.NOTHING_CHANGED)
    for name, value in data.items():
        setattr(person, name, value)
    fields = tuple(change.field for change in changes)
    person.save(update_fields=fields)
    PersonalDataChange.objects.bulk_create(
        PersonalDataChange(
            person=person,
            by_id=by.person_id,
            field=change.field,
            before=change.before,
            after=change.after,
        )
        for change in changes
    )
    announce(PersonalDataChanged(person.pk, fields))
    return fields


@operation(permit=CHOOSE_LANGUAGE, on="person")
def choose_language(*, by: Actor, person: Person, language: str) -> None:
    """What is written to the person from now on is written in this language."""
    person.language = language
    person.save(update_fields=["language"])


@operation(permit=ASK_MAIL_CHANGE, on="person")
def ask_mail_change(*, by: Actor, person: Person, mail: str) -> None:
    """Send a link to the new address; nothing changes before it was opened and confirmed.

    The old address is told at once. Whether the new one belongs to somebody else is told to that
    address alone.
    """
    mail = mail.strip()
    if not mail:
        raise RefusedError(PeopleRefusal.MAIL_MISSING)
    if mail.casefold() == person.mail.casefold():
        raise RefusedError(PeopleRefusal.MAIL_UNCHANGED)
    if Account.objects.filter(email__iexact=mail).exists():
        mails.say_mail_has_an_account(person, mail)
    else:
        mails.ask_to_confirm_mail(person, mail)
    if person.mail:
        mails.say_mail_will_change(person, mail)


@operation(permit=CONFIRM_MAIL_CHANGE, on="person")
def confirm_mail_change(*, by: Actor, person: Person, link: links.MailChangeLink) -> None:
    """The link was opened: from now on the new address signs in, and receives the mails."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if (link.person_id, link.before) != (person.pk, person.mail):
        raise RefusedError(PeopleRefusal.LINK_OVER)
    with refusing(
        one_account_per_mail_address=PeopleRefusal.MAIL_TAKEN,
        people_account_email_key=PeopleRefusal.MAIL_TAKEN,
    ):
        Account.objects.filter(person=person).update(email=link.after)
    EmailAddress.objects.filter(user__person=person).delete()  # the old one signs in no more
    person.mail = link.after
    person.save(update_fields=["mail"])
    PersonalDataChange.objects.create(
        person=person, by_id=by.person_id, field="mail", before=link.before, after=link.after
    )
    if link.before:
        mails.say_mail_changed(person, before=link.before)
    announce(MailChanged(person.pk, link.before, link.after))

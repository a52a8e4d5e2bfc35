"""What this module writes to people, in the language of each."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from gregoire.network.models import Centre
from gregoire.people import links
from gregoire.people.models import Account, Person


def send_identifiers(account: Account, *, centre: Centre | None) -> None:
    """With what to sign in, and where to choose a password: never the password itself."""
    _say(
        "identifiers",
        to=account.email,
        person=account.person,
        sign_in_with=account.email,
        password_url=links.first_password_url(account),
        sign_in_url=links.campus_url(reverse("account_login")),
        forgotten_url=links.campus_url(reverse("account_reset_password")),
        days=links.FIRST_PASSWORD_LASTS.days,
        centre=centre,
    )


def ask_to_confirm_mail(person: Person, mail: str) -> None:
    _say(
        "confirm_mail",
        to=mail,
        person=person,
        mail=mail,
        confirm_url=links.mail_change_url(person, mail),
        hours=links.MAIL_CHANGE_LASTS.days * 24,
    )


def say_mail_has_an_account(person: Person, mail: str) -> None:
    """To an address that is asked for by somebody else: nobody learns that it has an account."""
    sign_in_url = links.campus_url(reverse("account_login"))
    _say("mail_has_an_account", to=mail, person=person, mail=mail, sign_in_url=sign_in_url)


def say_mail_will_change(person: Person, mail: str) -> None:
    _say("mail_will_change", to=person.mail, person=person, mail=mail)


def say_mail_changed(person: Person, *, before: str) -> None:
    _say("mail_changed", to=before, person=person, mail=person.mail)


def _say(kind: str, *, to: str, person: Person, **facts: object) -> None:
    with translation.override(person.language):
        page = {"person": person, **facts}
        subject = render_to_string(f"people/mail/{kind}.subject.txt", page)
        text = render_to_string(f"people/mail/{kind}.txt", page)
        html = render_to_string(f"people/mail/{kind}.html", page)
        message = EmailMultiAlternatives(" ".join(subject.split()), text.strip() + "\n", to=[to])
        message.attach_alternative(html, "text/html")
        message.send()

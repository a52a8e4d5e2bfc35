"""How words become a mail."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import translation

from gregoire.correspondence.links import unsubscribe_address, unsubscribe_headers
from gregoire.correspondence.rules import one_line
from gregoire.people.models import Person


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says to one person, in their language.

    Without `html` the mail has the page of the house, made of the text when it leaves; `call` is
    what is said on the phone.
    """

    subject: str
    text: str
    html: str = ""
    call: str = ""


def message_of(
    words: Words, person: Person, *, path: str = "", to: str = "", may_unsubscribe: bool = False
) -> EmailMultiAlternatives:
    """The mail of some words, plain text first; to the person's own address unless told another.

    The page of the house leads to `path`.
    """
    headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: nobody's holiday answers it
    text, html = words.text, words.html or _page_of_the_house(words, person, path)
    if may_unsubscribe:
        address = unsubscribe_address(person.pk)
        headers |= unsubscribe_headers(address)
        with translation.override(person.language):
            page = {"address": address}
            text += plain("correspondence/mail/_unsubscribe.txt", page)
            foot = render_to_string("correspondence/mail/_unsubscribe.html", page)
        html = html.replace("</body>", f"{foot}</body>")
    message = EmailMultiAlternatives(
        one_line(words.subject), text, to=[to or person.mail], headers=headers
    )
    message.attach_alternative(html, "text/html")
    return message


def _page_of_the_house(words: Words, person: Person, path: str) -> str:
    page = {
        "person": person,
        "text": words.text,
        "url": f"{settings.GREGOIRE_URL}{path}" if path else "",
    }
    with translation.override(person.language):
        return render_to_string("correspondence/mail/notice.html", page)


def plain(template: str, page: Mapping[str, object]) -> str:
    """Without escaping, whether or not the template thinks of it: nobody reads it as HTML."""
    compiled = get_template(template).template  # type: ignore[attr-defined]  # Django's own engine
    return str(compiled.render(Context(dict(page), autoescape=False)))

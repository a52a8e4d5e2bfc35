"""Kinds of notices and what becomes of them, for tests; the words are those of a real template."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final

from django.utils.translation import gettext_lazy as _

from gregoire.correspondence.kinds import Kind
from gregoire.correspondence.models import Delivery, Notice
from gregoire.correspondence.rules import Channel
from gregoire.correspondence.saying import Telling, say
from gregoire.framework.models import OutgoingMail
from gregoire.people.models import Person

TEMPLATE: Final = "correspondence/mail/answered"  # says `office` and `centre`
LABEL: Final = _("An office has answered you")
ORDINARY: Final = Kind("tests.ordinary", LABEL, TEMPLATE)
URGENT: Final = Kind("tests.urgent", LABEL, TEMPLATE, is_urgent=True)
BY_LETTER: Final = Kind("tests.by_letter", LABEL, TEMPLATE, legal=Channel.LETTER)
BY_LAW: Final = Kind("tests.by_law", LABEL, TEMPLATE, legal=Channel.MAIL)
CAMPUS_ALONE: Final = Kind("tests.campus_alone", LABEL, TEMPLATE, by_mail=False)
REGULAR: Final = Kind("tests.regular", LABEL, TEMPLATE, may_unsubscribe=True)
FACTS: Final = {"office": "Schooling office", "centre": "Cnam Dijon"}


def tell(person: Person, kind: Kind = ORDINARY, **options: object) -> Notice:
    """Say one thing to one person."""
    telling = Telling(person, **({"facts": FACTS} | options))  # type: ignore[arg-type]  # a telling's own
    (notice,) = say(kind, telling)
    return notice


def delivery_of(notice: Notice, channel: Channel = Channel.MAIL) -> Delivery:
    return Delivery.objects.get(notice=notice, channel=channel)


def mails() -> list[EmailMessage]:
    """Everything in the outbox, as its reader's program sees it, in the order of writing."""
    return [
        message_from_bytes(bytes(mail.raw), policy=policy.default)
        for mail in OutgoingMail.objects.order_by("pk")
    ]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")

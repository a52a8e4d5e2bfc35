"""The mailbox of a demo: the mails that stayed on the machine."""

from collections.abc import Iterable
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Final

from django.core.paginator import Page, Paginator

from gregoire.framework.models import OutgoingMail

MAILS_A_PAGE: Final = 25
LONGEST_SEARCH: Final = 100


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A kept mail, as its reader would see it."""

    mail: OutgoingMail
    sender: str
    recipients: str
    text: str
    html: str
    attachments: tuple[str, ...]


def mails(*, asked: str, page: str) -> Page[OutgoingMail]:
    """The newest first; only those to an address that holds what is asked."""
    kept = OutgoingMail.objects.defer("raw").order_by("-written_at", "-pk")
    if asked := asked.strip()[:LONGEST_SEARCH]:
        kept = kept.filter(recipients__icontains=asked)
    return Paginator(kept, MAILS_A_PAGE).get_page(page)


def mail(public_id: str) -> ReadMail:
    """Raises OutgoingMail.DoesNotExist where there is none."""
    kept = OutgoingMail.objects.get(public_id=public_id)
    message = BytesParser(policy=policy.default).parsebytes(bytes(kept.raw))
    return ReadMail(
        mail=kept,
        sender=str(message["From"] or kept.sender),
        recipients=", ".join(kept.recipients),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(_names(message.iter_attachments())),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""


def _names(attachments: Iterable[EmailMessage]) -> Iterable[str]:
    return (part.get_filename() or part.get_content_type() for part in attachments)

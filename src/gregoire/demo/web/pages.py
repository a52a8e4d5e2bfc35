"""What each template receives: one value, named `page`, with nothing left to query."""

from dataclasses import dataclass

from django.core.paginator import Page

from gregoire.demo.queries import ReadMail
from gregoire.framework.models import OutgoingMail


@dataclass(frozen=True, slots=True)
class MailboxPage:
    mails: Page[OutgoingMail]
    asked: str


@dataclass(frozen=True, slots=True)
class MailPage:
    read: ReadMail

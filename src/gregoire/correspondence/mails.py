"""What this module writes to people's mail boxes, in the language of each."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from gregoire.correspondence.composing import Words, message_of
from gregoire.correspondence.models import Announcement, Delivery


def announcement_mail(announcement: Announcement, delivery: Delivery) -> EmailMultiAlternatives:
    """What an announcement says to one person; for the outbox, which sends it later.

    One cannot stop those that press, and their mails do not say so.
    """
    notice = delivery.notice
    english = notice.language == "en" and bool(announcement.text_en)
    with translation.override(notice.language):
        page = {
            "person": notice.person,
            "subject": announcement.subject_en if english else announcement.subject_fr,
            "text": announcement.text_en if english else announcement.text_fr,
            "centre": notice.centre.name if notice.centre else "",
            "url": f"{settings.GREGOIRE_URL}{reverse('correspondence:inbox')}",
        }
        text = render_to_string("correspondence/mail/announcement.txt", page).strip() + "\n"
        html = render_to_string("correspondence/mail/announcement.html", page)
    words = Words(str(page["subject"]), text, html)
    regular = not notice.is_urgent
    return message_of(words, notice.person, to=delivery.address, may_unsubscribe=regular)

"""What this module writes to people's mail boxes, in the language of each."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from gregoire.correspondence.models import Announcement, Conversation, Delivery
from gregoire.correspondence.rules import Office
from gregoire.correspondence.wording import OFFICES


def say_an_answer_is_there(conversation: Conversation) -> None:
    """A link, and nothing of what was said: mail travels in the open, and others may read it."""
    person = conversation.person
    if not person.mail:
        return
    with translation.override(person.language):
        path = reverse("correspondence:conversation", args=[conversation.public_id])
        page = {
            "person": person,
            "office": OFFICES[Office(conversation.office)],
            "centre": conversation.centre.name,
            "url": f"{settings.GREGOIRE_URL}{path}",
        }
        subject = render_to_string("correspondence/mail/answered.subject.txt", page)
        text = render_to_string("correspondence/mail/answered.txt", page)
        html = render_to_string("correspondence/mail/answered.html", page)
        message = EmailMultiAlternatives(" ".join(subject.split()), text, to=[person.mail])
        message.attach_alternative(html, "text/html")
        message.send()


def announcement_mail(announcement: Announcement, delivery: Delivery) -> EmailMultiAlternatives:
    """What an announcement says to one person; for the outbox, which sends it later."""
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
    message = EmailMultiAlternatives(str(page["subject"]), text, to=[delivery.address])
    message.attach_alternative(html, "text/html")
    return message

"""The words of this module, for templates: `{{ certificate.minutes|hours }}`."""

from datetime import date

from django import template

from gregoire.framework.formats import language
from gregoire.planning.documents.certificates import month_in_words
from gregoire.planning.models import HoursCertificate
from gregoire.planning.rules.attendance import number_of
from gregoire.planning.wording.attendance import hours_and_minutes

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    return hours_and_minutes(minutes)


@register.filter
def month_word(month: date) -> str:
    """“October 2026”, in the language of the page; lists begin with it."""
    words = month_in_words(month, language())
    return words[:1].upper() + words[1:]


@register.filter
def certificate_number(certificate: HoursCertificate) -> str:
    """What is printed on it, and by which it is asked after."""
    return number_of(certificate.public_id, certificate.month)

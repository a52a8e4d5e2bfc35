"""The words of this module, for templates."""

from django import template
from django.utils.functional import Promise

from gregoire.records import wording
from gregoire.records.rules import Outcome, Way

register = template.Library()
TONES = {Outcome.EARNED: "green", Outcome.FAILED: "red", Outcome.ABSENT: "amber"}


@register.filter
def outcome_word(value: str) -> Promise:
    return wording.OUTCOMES[Outcome(value)]


@register.filter
def outcome_tone(value: str) -> str:
    return TONES[Outcome(value)]


@register.filter
def way_word(value: str) -> Promise:
    return wording.WAYS[Way(value)]

"""The words of this module, for templates: `{{ offering.modality|modality_word }}`."""

from django import template
from django.utils.functional import Promise

from gregoire.catalogue.rules import Modality, Rhythm
from gregoire.enrolment import wording
from gregoire.enrolment.rules import ContractKind, Employment, Funding, RegulationKind
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.kernel.levels import Level

register = template.Library()


@register.filter
def modality_word(value: str) -> Promise:
    return wording.MODALITIES[Modality(value)]


@register.filter
def rhythm_word(value: str) -> Promise:
    return wording.RHYTHMS[Rhythm(value)]


@register.filter
def modality_tone(value: str) -> str:
    """Each modality has its own wash, beside its word."""
    return {Modality.ON_SITE: "blue", Modality.HYBRID: "amber"}.get(Modality(value), "green")


@register.filter
def enrolment_state_word(value: str) -> Promise:
    return wording.ENROLMENT_STATES[EnrolmentState(value)]


@register.filter
def registration_state_word(value: str) -> Promise:
    return wording.REGISTRATION_STATES[RegistrationState(value)]


@register.filter
def employment_word(value: str) -> Promise:
    return wording.EMPLOYMENTS[Employment(value)]


@register.filter
def funding_word(value: str) -> Promise:
    return wording.FUNDINGS[Funding(value)]


@register.filter
def contract_word(value: str) -> Promise:
    return wording.CONTRACTS[ContractKind(value)]


@register.filter
def regulation_word(value: str) -> Promise:
    return wording.REGULATIONS[RegulationKind(value)]


@register.filter
def level_word(value: int | None) -> Promise | str:
    return "" if value is None else wording.LEVELS[Level(value)]

"""What the page of a person shows of their registrations, and what can be done there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gregoire.enrolment import queries, wording
from gregoire.enrolment.models import OFFICES, Enrolment, Registration
from gregoire.enrolment.permissions import MANAGE_REGISTRATION, WITHDRAW
from gregoire.enrolment.standing import Standing, can_be_left, standing_of
from gregoire.enrolment.states import REGISTRATION, RegistrationState
from gregoire.framework.actors import Actor
from gregoire.framework.formats import day
from gregoire.people.models import Person
from gregoire.people.panels import Action, Panel, offers_action, offers_panel, says_of_operations

TONES = {
    RegistrationState.REQUESTED: "amber",
    RegistrationState.VALIDATED: "green",
    RegistrationState.PAUSED: "blue",
    RegistrationState.CANCELLED: "quiet",
}

says_of_operations(wording.OPERATIONS)


@dataclass(frozen=True, slots=True)
class Row:
    enrolment: Enrolment
    standing: Standing
    may_end: bool


@dataclass(frozen=True, slots=True)
class Year:
    """One registration, its units, and what the actor may do with it."""

    registration: Registration
    rows: list[Row]
    may_manage: bool

    @property
    def words(self) -> str:
        registration = self.registration
        if registration.state == RegistrationState.VALIDATED and registration.validated_on:
            return _("Validated on %(day)s") % {"day": day(registration.validated_on)}
        return str(wording.REGISTRATION_STATES[RegistrationState(registration.state)])

    @property
    def tone(self) -> str:
        return TONES[RegistrationState(self.registration.state)]

    @property
    def actions(self) -> list[tuple[Promise | str, str]]:
        if not self.may_manage:
            return []
        state = RegistrationState(self.registration.state)
        public_id = self.registration.public_id
        moves: list[tuple[Promise | str, str]] = [
            (
                wording.MOVE_ANSWERS[move.name],
                reverse("enrolment:move", args=[public_id, move.name]),
            )
            for move in REGISTRATION.open_to(state)
        ]
        if state != RegistrationState.CANCELLED:
            moves.append((_("Transfer"), reverse("enrolment:transfer", args=[public_id])))
            moves.append(
                (_("Alternance contract"), reverse("enrolment:contract", args=[public_id]))
            )
        return moves


@dataclass(frozen=True, slots=True)
class RegistrationsPanel:
    person: Person
    years: list[Year]
    may_register: bool


@offers_panel(rank=10)
def registrations(actor: Actor, person: Person) -> Panel:
    """The registrations that the actor may see, the latest first, with the units of each."""
    found = queries.registrations_of_person(actor, person.pk)
    enrolments = queries.enrolments_of_person(actor, person.pk)
    years = [
        Year(
            registration,
            [
                Row(
                    enrolment,
                    standing_of(enrolment, actor.today),
                    may_end=can_be_left(enrolment, actor.today)
                    and WITHDRAW.granted(actor, enrolment),
                )
                for enrolment in enrolments
                if enrolment.registration_id == registration.pk
            ],
            may_manage=registration.academic_year.last_day >= actor.today
            and MANAGE_REGISTRATION.granted(actor, registration),
        )
        for registration in found
    ]
    panel = RegistrationsPanel(person, years, actor.holds_any(*OFFICES))
    return Panel("enrolment/panel.html", panel)


@offers_action(rank=10)
def enrol(actor: Actor, person: Person) -> Action | None:
    if not actor.holds_any(*OFFICES):
        return None
    url = reverse("enrolment:choose", args=[person.public_id])
    return Action(_("Enrol in a unit"), url, sign="plus", kind="primary")


@offers_action(rank=5)
def certificate(actor: Actor, person: Person) -> Action | None:
    latest = queries.certifiable_of_person(actor, person.pk)
    if latest is None:
        return None
    url = reverse("enrolment:certificate", args=[latest.public_id])
    return Action(_("Certificate"), url, sign="printer")


@offers_action(rank=7)
def register(actor: Actor, person: Person) -> Action | None:
    if not actor.holds_any(*OFFICES) or not queries.has_a_year_to_register(person.pk, actor.today):
        return None
    url = reverse("enrolment:register_person", args=[person.public_id])
    return Action(_("Register for the year"), url, sign="calendar-event")

"""What the planner is told: the needs of courses, the hours of teachers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from gregoire.catalogue.models import Offering, Semester
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.planning.operations.plans import say_availability, say_need
from gregoire.planning.queries import planner as queries
from gregoire.planning.queries.plans import need_of
from gregoire.planning.rules.plans import Need
from gregoire.planning.web.planner_asked import asked_of
from gregoire.planning.web.planner_forms import HoursForm, NeedForm
from gregoire.planning.web.planner_pages import Asked, key_of, semester_words
from gregoire.planning.wording import plans as wording

A_PAGE = 40


@dataclass(frozen=True, slots=True)
class NeedRow:
    offering: Offering
    need: Need
    is_said: bool
    learners: int

    @property
    def pattern(self) -> str:
        return str(wording.PATTERNS[self.need.pattern])


@dataclass(frozen=True, slots=True)
class NeedsPage:
    asked: Asked
    rows: Sequence[NeedRow]
    pages: Any
    search: str


@dataclass(frozen=True, slots=True)
class NeedPage:
    offering: Offering
    form: NeedForm
    is_said: bool
    back: str


@dataclass(frozen=True, slots=True)
class TeachersPage:
    asked: Asked
    rows: Sequence[tuple[Person, int, int]]


@dataclass(frozen=True, slots=True)
class HoursPage:
    person: Person
    form: HoursForm
    centre: Centre
    semester: Semester
    centres: Sequence[Centre]
    semesters: Sequence[Semester]
    is_oneself: bool

    @property
    def semester_key(self) -> str:
        return key_of(self.semester)

    @property
    def centre_choices(self) -> list[tuple[str, str]]:
        return [(one.code, one.name) for one in self.centres]

    @property
    def semester_choices(self) -> list[tuple[str, str]]:
        return [(key_of(one), semester_words(one)) for one in self.semesters]


@require_safe
@opens
def needs(request: ActorRequest) -> HttpResponse:
    """Each course of the semester, when it is held and for how long."""
    asked = asked_of(request, request.GET)
    search = request.GET.get("q", "").strip()[:60]
    found = queries.needs_of(asked.centre, asked.semester, search)
    pages = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [
        NeedRow(one, need_of(one), queries.has_need(one), getattr(one, "learners", 0))
        for one in pages
    ]
    return show(request, "planning/planner/needs.html", NeedsPage(asked, rows, pages, search))


@require_http_methods(["GET", "POST"])
@opens
def need(request: ActorRequest, public_id: str) -> HttpResponse:
    """What one course needs."""
    try:
        offering = queries.offering_planned_by(request.actor, public_id)
    except Offering.DoesNotExist:
        raise Http404 from None
    query = f"?centre={offering.centre.code}&semestre={key_of(offering.semester)}"
    back = reverse("planning:needs") + query
    form = NeedForm(*posted(request), offering=offering)
    if form.is_valid():
        try:
            say_need(by=request.actor, offering=offering, need=form.need())
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, back, say=gettext("It is noted for the next plan."))
    page = NeedPage(offering, form, queries.has_need(offering), back)
    return show(request, "planning/planner/need.html", page, invalid=form.is_bound)


@require_safe
@opens
def teachers(request: ActorRequest) -> HttpResponse:
    """Who teaches in the semester, and who has said when they can."""
    asked = asked_of(request, request.GET)
    page = TeachersPage(asked, queries.teachers_of(asked.centre, asked.semester))
    return show(request, "planning/planner/teachers.html", page)


@require_http_methods(["GET", "POST"])
@opens
def hours(request: ActorRequest, public_id: str) -> HttpResponse:
    """The hours at which somebody can teach at a centre in a semester."""
    person, centre, semester, page = _hours_asked(request, public_id)
    if page.form.is_valid():
        try:
            say_availability(
                by=request.actor,
                person=person,
                centre=centre,
                semester=semester,
                hours=page.form.hours(),
            )
        except RefusedError as refused:
            page.form.refuse(refused)
        else:
            name = "teacher_hours" if page.is_oneself else "plan_teacher"
            here = reverse(f"planning:{name}", args=[public_id])
            query = f"?centre={centre.code}&semestre={key_of(semester)}"
            return go(request, here + query, say=gettext("These hours are noted."))
    return show(request, "planning/planner/hours.html", page, invalid=page.form.is_bound)


def _hours_asked(
    request: ActorRequest, public_id: str
) -> tuple[Person, Centre, Semester, HoursPage]:
    try:
        person = queries.teacher_for(request.actor, public_id)
    except Person.DoesNotExist:
        raise Http404 from None
    semesters = queries.semesters_to_plan(request.actor.today)
    centres = _centres_open_to(request, person, semesters)
    if not semesters or not centres:
        raise Http404
    centre = next((one for one in centres if one.code == request.GET.get("centre")), centres[0])
    asked = request.GET.get("semestre")
    semester = next((one for one in semesters if key_of(one) == asked), semesters[0])
    form = HoursForm(*posted(request), said=queries.hours_of(person, centre, semester))
    is_oneself = request.actor.person_id == person.pk
    page = HoursPage(person, form, centre, semester, centres, semesters, is_oneself)
    return person, centre, semester, page


def _centres_open_to(
    request: ActorRequest, person: Person, semesters: list[Semester]
) -> list[Centre]:
    """Where they teach; for an office, those of them where it plans."""
    places = queries.places_taught_by(person, semesters)
    if request.actor.person_id == person.pk:
        return places
    own = {one.pk for one in queries.centres_planned_by(request.actor)}
    return [one for one in places if one.pk in own]

"""The people of one's centres: found, opened, corrected, given posts."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gregoire.framework.actors import ActorRequest, Role
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError
from gregoire.people import panels, queries, stories, wording
from gregoire.people.models import FILE_ROLES, Appointment, Person, PersonQuerySet
from gregoire.people.operations import appoint_person, end_appointment, send_identifiers
from gregoire.people.permissions import CHANGE_PERSONAL_DATA, OFFICE, gives_posts_at
from gregoire.people.web.forms import EndPostForm, PersonalDataForm, PostForm
from gregoire.people.web.own import refused_form, write_typed
from gregoire.people.web.pages import (
    MOST_COUNTED,
    PersonDataPage,
    PersonPage,
    PersonsPage,
    PostLine,
    PostsPage,
)

ON_A_PAGE = 25


class FirstPages(Paginator):  # type: ignore[type-arg]
    """Counts no further than anybody leafs: “ro” may mean a tenth of the network."""

    @cached_property
    def count(self) -> int:
        return cast("PersonQuerySet", self.object_list)[:MOST_COUNTED].count()


@require_safe
@opens
def persons(request: ActorRequest) -> HttpResponse:
    _demand_files(request)
    words = request.GET.get("q", "")[:200]
    pages = FirstPages(queries.persons_matching(request.actor, words), ON_A_PAGE)
    page = PersonsPage(
        words,
        pages.get_page(request.GET.get("page")),
        localdate(),
        may_register=request.actor.holds_any(*OFFICE),
    )
    return show(request, "people/persons.html", page, fragment="found")


@require_safe
@opens
def person(request: ActorRequest, public_id: str) -> HttpResponse:
    person = _person(request, public_id)
    looks_at(request, person.pk, page="people.person")
    actor = request.actor
    page = PersonPage(
        person,
        queries.account_of(person),
        queries.centres_of(person),
        queries.posts_of(person),
        panels.actions_for(actor, person),
        panels.panels_for(actor, person, aside=False),
        panels.panels_for(actor, person, aside=True),
        stories.journal_of(person),
        localdate(),
        may_change=CHANGE_PERSONAL_DATA.granted(actor, person),
        may_appoint=actor.holds_any(Role.ADMINISTRATOR),
    )
    return show(request, "people/person.html", page)


@require_http_methods(["GET", "POST"])
@opens
def person_data(request: ActorRequest, public_id: str) -> HttpResponse:
    person = _person(request, public_id)
    CHANGE_PERSONAL_DATA.demand(request.actor, person)
    looks_at(request, person.pk, page="people.person_data")
    form = PersonalDataForm(*posted(request), person=person)
    if form.is_valid():
        try:
            write_typed(request, person, form)
        except RefusedError as refused:
            form = refused_form(form, refused, _person(request, public_id))
        else:
            return go(request, "people:person", public_id, say=str(wording.FILE_CHANGED))
    page = PersonDataPage(person, form, stories.changes_of(person))
    return show(
        request, "people/person_data.html", page, fragment="form", invalid=bool(form.errors)
    )


@require_POST
@opens
def identifiers(request: ActorRequest, public_id: str) -> HttpResponse:
    person = _person(request, public_id)
    centre = queries.centre_speaking(request.actor, person)
    try:
        send_identifiers(by=request.actor, person=person, centre=centre)
    except RefusedError as refused:
        say = str(wording.REFUSALS[refused.reason])
    else:
        say = wording.IDENTIFIERS_SENT % {"mail": person.mail}
    return go(request, "people:person", public_id, say=say)


@require_http_methods(["GET", "POST"])
@opens
def posts(request: ActorRequest, public_id: str) -> HttpResponse:
    person = _person_to_appoint(request, public_id)
    looks_at(request, person.pk, page="people.posts")
    form = PostForm(*posted(request), actor=request.actor)
    if form.is_valid():
        try:
            appoint_person(by=request.actor, person=person, **form.cleaned_data)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, "people:posts", public_id, say=str(wording.POST_GIVEN))
    return show(
        request, "people/posts.html", _posts_page(request, person, form), invalid=form.is_bound
    )


@require_POST
@opens
def end_post(request: ActorRequest, public_id: str, post_id: int) -> HttpResponse:
    person = _person_to_appoint(request, public_id)
    post = _post(request, person, post_id)
    form = EndPostForm(*posted(request))
    if form.is_valid():
        try:
            end_appointment(
                by=request.actor, appointment=post, ends_on=form.cleaned_data["ends_on"]
            )
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, "people:posts", public_id, say=str(wording.POST_ENDED))
    refused_page = _posts_page(request, person, PostForm(None, None, actor=request.actor))
    shown = [
        PostLine(line.post, line.role, form if line.post.pk == post.pk else line.end_form)
        for line in refused_page.posts
    ]
    return show(
        request, "people/posts.html", PostsPage(person, refused_page.form, shown), invalid=True
    )


def _posts_page(request: ActorRequest, person: Person, form: PostForm) -> PostsPage:
    lines = [
        PostLine(
            post,
            str(wording.ROLES[Role(post.role)]),
            _end_form(request, post),
        )
        for post in queries.posts_of(person)
    ]
    return PostsPage(person, form, lines)


def _end_form(request: ActorRequest, post: Appointment) -> EndPostForm | None:
    if not gives_posts_at(request.actor, post.centre_id):
        return None
    today = request.actor.today
    return EndPostForm(None, initial={"ends_on": today}, auto_id=f"post_{post.pk}_%s")


def _person(request: ActorRequest, public_id: str) -> Person:
    _demand_files(request)
    try:
        return queries.person_for(request.actor, public_id)
    except Person.DoesNotExist:
        raise Http404 from None


def _person_to_appoint(request: ActorRequest, public_id: str) -> Person:
    if not request.actor.holds_any(Role.ADMINISTRATOR):
        raise PermissionDenied
    return _person(request, public_id)


def _post(request: ActorRequest, person: Person, post_id: int) -> Appointment:
    try:
        return queries.post_for(request.actor, person, post_id)
    except Appointment.DoesNotExist:
        raise Http404 from None


def _demand_files(request: ActorRequest) -> None:
    if not request.actor.holds_any(*FILE_ROLES):
        raise PermissionDenied

"""The texts to which learners are subject, what they accepted, and their certificates."""

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from gregoire.enrolment import queries, wording
from gregoire.enrolment.documents import CERTIFICATE, certificate_of
from gregoire.enrolment.models import Registration, Regulation
from gregoire.enrolment.operations import accept_regulation
from gregoire.enrolment.texts import parts_of
from gregoire.enrolment.web.forms import ConfirmForm
from gregoire.enrolment.web.pages import DocumentsPage, RegulationPage
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError
from gregoire.people.panels import papers_of
from gregoire.people.queries import person_of


@require_safe
@opens
def documents(request: ActorRequest) -> HttpResponse:
    acceptances = queries.acceptances_of(request.actor)
    accepted = {acceptance.regulation_id for acceptance in acceptances}
    in_force = queries.regulations_in_force(localdate())
    page = DocumentsPage(
        to_accept=[text for text in in_force if text.pk not in accepted],
        acceptances=acceptances,
        certificates=queries.certifiable_of(request.actor),
        papers=papers_of(request.actor),
        language=get_language() or "fr",
    )
    return show(request, "enrolment/documents.html", page)


@require_http_methods(["GET", "POST"])
@opens
def regulation(request: ActorRequest, kind: str, version: str) -> HttpResponse:
    text = _regulation(kind, version)
    form = ConfirmForm(*posted(request))
    if form.is_valid():
        try:
            accept_regulation(
                by=request.actor,
                person=person_of(request.actor),
                regulation=text,
                today=localdate(),
            )
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, "enrolment:documents", say=str(wording.REGULATION_ACCEPTED))
    page = _regulation_page(request, text, form)
    return show(request, "enrolment/regulation.html", page, fragment="form", invalid=form.is_bound)


def _regulation_page(request: ActorRequest, text: Regulation, form: ConfirmForm) -> RegulationPage:
    language = get_language() or "fr"
    accepted = {a.regulation_id: a.accepted_on for a in queries.acceptances_of(request.actor)}
    is_in_force = text in queries.regulations_in_force(localdate())
    return RegulationPage(
        regulation=text,
        title=text.title_in(language),
        parts=parts_of(text.text_in(language)),
        accepted_on=accepted.get(text.pk),
        is_in_force=is_in_force,
        may_accept=is_in_force and text.pk not in accepted,
        form=form,
    )


@require_safe
@opens
def certificate(request: ActorRequest, public_id: str) -> HttpResponse:
    registration = _certifiable(request, public_id)
    looks_at(request, registration.person_id, page="enrolment.certificate")
    language = registration.person.language
    units = queries.units_certified(registration)
    said = certificate_of(registration, units, language=language, today=localdate())
    pdf = CERTIFICATE.render(said, language=language)
    name = f"certificat-{registration.person.number}-{registration.academic_year}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _certifiable(request: ActorRequest, public_id: str) -> Registration:
    try:
        return queries.certifiable_for(request.actor, public_id)
    except Registration.DoesNotExist:
        raise Http404 from None


def _regulation(kind: str, version: str) -> Regulation:
    try:
        return queries.regulation_of(kind, version)
    except Regulation.DoesNotExist:
        raise Http404 from None

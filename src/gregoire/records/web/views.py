from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import opens, show
from gregoire.framework.looks import looks_at
from gregoire.people.models import Person
from gregoire.people.queries import person_for
from gregoire.records import queries
from gregoire.records.web.pages import StillToTakePage, TranscriptPage


@require_safe
@opens
def transcript(request: ActorRequest) -> HttpResponse:
    cursus = queries.cursus_of(request.actor, programme_code=request.GET.get("formation", ""))
    page = TranscriptPage(cursus, None)
    return show(request, "records/transcript.html", page, fragment="audit")


@require_safe
@opens
def person_transcript(request: ActorRequest, public_id: str) -> HttpResponse:
    try:
        person = person_for(request.actor, public_id)
    except Person.DoesNotExist:
        raise Http404 from None
    looks_at(request, person.pk, page="records.person_transcript")
    cursus = queries.cursus_of(
        request.actor, programme_code=request.GET.get("formation", ""), person_id=person.pk
    )
    page = TranscriptPage(cursus, person)
    return show(request, "records/transcript.html", page, fragment="audit")


@require_safe
@opens
def still_to_take(request: ActorRequest) -> HttpResponse:
    page = StillToTakePage(queries.still_to_take(request.actor))
    return show(request, "records/still_to_take.html", page)

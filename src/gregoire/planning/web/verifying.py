"""Whoever holds a certificate of hours asks whether it is ours, and whether it still counts."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import now as the_present
from django.views.decorators.http import require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, show
from gregoire.framework.looks import once_shown
from gregoire.people.sign_in import client_address
from gregoire.planning import limits
from gregoire.planning.models import HoursCertificate
from gregoire.planning.queries.hours import certificate_numbered
from gregoire.planning.rules.attendance import numbered
from gregoire.planning.web.hours_pages import VerifyPage

NOT_THERE, TOO_MANY = 404, 429


@require_safe
@login_not_required
@opens
def ask(request: ActorRequest) -> HttpResponse:
    """Where the number of a paper is typed."""
    typed = "".join(request.GET.get("numero", "").split())[:60].replace("/", "")
    if typed:
        return go(request, "planning:verify", typed)
    return show(request, "planning/attendance/verify.html", VerifyPage("", None))


@require_safe
@login_not_required
@opens
def verify(request: ActorRequest, number: str) -> HttpResponse:
    """What is said of a certificate to whoever has its number: nothing that the paper does not say."""
    address, now = client_address(request), the_present()
    may_ask = limits.may_ask(address, now=now)
    found = _certificate(number) if may_ask else None
    page = VerifyPage(number, found, is_refused=not may_ask)
    answer = show(request, "planning/attendance/verify.html", page)
    if not may_ask:
        answer.status_code = TOO_MANY
    elif found is None:
        answer.status_code = NOT_THERE
        once_shown(request, lambda: limits.note_unknown(address, now=now))
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _certificate(number: str) -> HoursCertificate | None:
    asked = numbered(number)
    found = certificate_numbered(asked.public_id) if asked else None
    return found if asked and found and found.month == asked.month else None

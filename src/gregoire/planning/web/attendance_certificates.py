"""The office's certificates of hours: a month, its learners, one or all of them issued."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from gregoire.framework.actors import ActorRequest
from gregoire.framework.formats import day
from gregoire.framework.http import go, opens, refuse, show
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.planning.operations.certificates import ask_for_certificates
from gregoire.planning.queries import hours as queries
from gregoire.planning.rules.attendance import month_after, month_refusal
from gregoire.planning.web.attendance_forms import told
from gregoire.planning.web.hours_pages import (
    CertificateRow,
    CertificatesPage,
    LearnerRow,
    RunShown,
)
from gregoire.planning.wording import attendance as wording

MONTHS_SHOWN = 15


@require_http_methods(["GET", "POST"])
@opens
def certificates(request: ActorRequest) -> HttpResponse:
    """What can be certified of a month; a POST has one certificate issued, or all that are due."""
    centres = queries.centres_certifying(request.actor)
    if not centres:
        raise PermissionDenied("planning.certify_hours")
    asked = request.POST if request.method == "POST" else request.GET
    month = _month_asked(asked.get("mois", ""))
    centre = next((one for one in centres if one.code == asked.get("centre")), None)
    centre = centre or queries.centre_to_open(centres, month)
    here = f"{reverse('planning:certificates')}?centre={centre.code}&mois={month:%Y-%m}"
    if request.method == "POST":
        try:
            _issue(request, centre, month)
        except RefusedError as refused:
            return refuse(request, told(refused), back=here)
        return go(request, here, say=str(wording.ISSUING))
    page = _page(centres, centre, month)
    answer = show(request, "planning/attendance/certificates.html", page, fragment="run")
    if not page.is_running and request.headers.get("HX-Request") == "true":
        answer["HX-Refresh"] = "true"  # it is over: the table has changed
    return answer


def _issue(request: ActorRequest, centre: Centre, month: date) -> None:
    due = [row for row in queries.to_certify(centre, month) if row.is_to_issue]
    only = request.POST.get("only", "")
    chosen = [row.registration for row in due if only in ("", row.registration.public_id)]
    ask_for_certificates(by=request.actor, centre=centre, month=month, registrations=chosen)


def _page(centres: list[Centre], centre: Centre, month: date) -> CertificatesPage:
    today = localdate(timezone=centre.zone)
    refusal = month_refusal(month, today=today)
    run = queries.last_run(centre, month)
    return CertificatesPage(
        centres=centres,
        centre=centre,
        month=month,
        months=_months(today, month),
        rows=[LearnerRow(known) for known in queries.to_certify(centre, month)],
        replaced=[CertificateRow(one) for one in queries.replaced_in(centre, month)],
        run=RunShown(run) if run else None,
        refusal=told(RefusedError(refusal, day=day(month_after(month)))) if refusal else "",
    )


def _month_asked(text: str) -> date:
    """The month of the address; the last one that is over where it names none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return _before(localdate().replace(day=1))


def _months(today: date, chosen: date) -> list[date]:
    """The present month and those before it, the latest first."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS_SHOWN:
        months.append(_before(months[-1]))
    return sorted({*months, chosen}, reverse=True)


def _before(month: date) -> date:
    if month.month > 1:
        return month.replace(month=month.month - 1)
    return date(month.year - 1, 12, 1)

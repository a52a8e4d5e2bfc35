from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from gregoire.demo import queries
from gregoire.demo.queries import ReadMail
from gregoire.demo.web.pages import MailboxPage, MailPage
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import opens, show
from gregoire.framework.models import OutgoingMail

Params = ParamSpec("Params")
# What somebody else wrote: no script, no form, nothing fetched; only our page may frame it.
HARMLESS: Final = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def in_a_demo(
    view: Callable[Concatenate[HttpRequest, Params], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Params], HttpResponseBase]:
    """Real mail goes to its readers: the page exists where none leaves the machine."""

    @wraps(view)
    def run(
        request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs
    ) -> HttpResponseBase:
        if not settings.GREGOIRE_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return run


@login_not_required
@in_a_demo
@require_safe
@opens
def mailbox(request: ActorRequest) -> HttpResponse:
    asked = request.GET.get("q", "")
    mails = queries.mails(asked=asked, page=request.GET.get("page", ""))
    return show(request, "demo/mailbox.html", MailboxPage(mails, asked))


@login_not_required
@in_a_demo
@require_safe
@opens
def mail(request: ActorRequest, public_id: str) -> HttpResponse:
    return show(request, "demo/mail.html", MailPage(_read(public_id)))


@login_not_required
@xframe_options_sameorigin
@in_a_demo
@require_safe
@opens
def mail_html(request: ActorRequest, public_id: str) -> HttpResponse:  # noqa: ARG001 -- a view
    html = f'<base target="_blank">{_read(public_id).html}'
    return HttpResponse(html, headers={"Content-Security-Policy": HARMLESS})


def _read(public_id: str) -> ReadMail:
    try:
        return queries.mail(public_id)
    except OutgoingMail.DoesNotExist:
        raise Http404 from None

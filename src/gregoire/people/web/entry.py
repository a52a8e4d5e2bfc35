"""Links of our mails, and the form that an ended session had not let through."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from gregoire.framework.actors import Actor, ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.kernel.refusals import RefusedError
from gregoire.people import limits, links, wording
from gregoire.people.operations import choose_first_password, confirm_mail_change
from gregoire.people.web.forms import PasswordForm
from gregoire.people.web.pages import (
    ConfirmMailPage,
    DeadLinkPage,
    FirstPasswordPage,
    ResumePage,
)


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
@login_not_required
@opens
def first_password(request: ActorRequest, token: str) -> HttpResponse:
    try:
        account = links.account_of_first_password(token)
    except RefusedError as refused:
        return _dead_link(request, refused)
    form = PasswordForm(*posted(request))
    if form.is_valid():
        holder = Actor(account.person_id, today=localdate())
        try:
            password = form.cleaned_data["password"]
            choose_first_password(by=holder, account=account, password=password)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, "account_login", say=str(wording.PASSWORD_CHOSEN))
    page = FirstPasswordPage(account.person, form)
    return _unkept(show(request, "people/first_password.html", page, invalid=form.is_bound))


@require_http_methods(["GET", "POST"])
@login_not_required
@opens
def confirm_mail(request: ActorRequest, token: str) -> HttpResponse:
    try:
        person, link = links.mail_change_of(token)
        if request.method == "POST":
            holder = Actor(person.pk, today=localdate())
            confirm_mail_change(by=holder, person=person, link=link)
            say = wording.MAIL_CHANGED % {"mail": link.after}
            return go(request, "people:personal_data", say=say)
    except RefusedError as refused:
        return _dead_link(request, refused)
    return _unkept(show(request, "people/confirm_mail.html", ConfirmMailPage(link.after)))


@require_safe
@opens
def resume(request: ActorRequest) -> HttpResponse:
    """What was typed while the session ended, shown to whoever typed it, to be sent now or not."""
    unsent = limits.take_unsent(request)
    if unsent is None:
        messages.warning(request, wording.NOTHING_KEPT)
        return redirect("/")
    return _unkept(show(request, "people/resume.html", ResumePage(unsent)))


def _dead_link(request: ActorRequest, refused: RefusedError) -> HttpResponse:
    page = DeadLinkPage(str(wording.REFUSALS[refused.reason]))
    response = show(request, "people/dead_link.html", page)
    response.status_code = 410
    return response


def _unkept(response: HttpResponse) -> HttpResponse:
    """The address holds a secret: neither a cache nor the next site may have it."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "same-origin"
    return response

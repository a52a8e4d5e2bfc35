"""The gestures of a view: it opens, reads what was posted, shows, goes."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import MultiValueDict

from gregoire.framework.actors import ActorRequest
from gregoire.framework.looks import record_looks

Params = ParamSpec("Params")
READING: Final = ("SELECT", "WITH", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
# A query can begin by reading and write below: WITH made AS (INSERT …).
WRITING_BELOW: Final = re.compile(
    r"\(\s*(insert\s+into|update\s+[^()]+\sset|delete\s+from|merge\s+into)\s", re.IGNORECASE
)
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class WriteWhileReadingError(RuntimeError):
    """A GET request tried to write."""


def opens(
    view: Callable[Concatenate[ActorRequest, Params], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Params], HttpResponseBase]:
    """A view of ours: GET reads and cannot write; POST performs one operation.

    What the view said with `looks.looks_at` is recorded once it has run.
    """

    @wraps(view)
    def run(
        request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs
    ) -> HttpResponseBase:
        request = cast(ActorRequest, request)
        _forget_nul(request)
        if request.method not in SAFE_METHODS:
            return view(request, *args, **kwargs)
        with connection.execute_wrapper(_only_reading):
            response = view(request, *args, **kwargs)
        record_looks(request)
        return response

    return run


def _forget_nul(request: HttpRequest) -> None:
    """Nobody types this character and PostgreSQL keeps it in no text: it is never part of a search.

    Forms refuse it by themselves; an address that holds it is the address of nothing.
    """
    if "\0" in request.path:
        raise Http404
    if "%00" in request.META.get("QUERY_STRING", ""):
        without = request.META["QUERY_STRING"].replace("%00", "")
        request.GET = QueryDict(without, encoding=request.encoding)


def posted(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, Any] | None]:
    """What a form is bound to: the submitted data and files, or nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def show(
    request: HttpRequest, template: str, page: object, *, fragment: str = "", invalid: bool = False
) -> HttpResponse:
    """The whole page; or, to htmx, the named fragment of the same template.

    A reader who goes back is given the whole page again, and no cache takes one for the other.
    """
    goes_back = request.headers.get("HX-History-Restore-Request") == "true"
    if fragment and request.headers.get("HX-Request") == "true" and not goes_back:
        template = f"{template}#{fragment}"
    response = render(request, template, {"page": page}, status=422 if invalid else 200)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def refuse(request: HttpRequest, sentence: str, *, back: str) -> HttpResponse:
    """A no to a request that came without a form to show it on: why, and the way back."""
    page = {"sentence": sentence, "back": back}
    return render(request, "framework/refused.html", {"page": page}, status=422)


def go(request: HttpRequest, to: str, *args: object, say: str = "") -> HttpResponse:
    """Off to another page, with a word of what was done."""
    if say:
        messages.success(request, say)
    response = redirect(to, *args)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": response.url})
    return response


def _only_reading(
    execute: Callable[..., Any], sql: str, params: object, many: bool, context: dict[str, Any]
) -> Any:
    reads = sql.lstrip("( \n").upper().startswith(READING)
    if not reads or WRITING_BELOW.search(sql):
        raise WriteWhileReadingError(sql)
    return execute(sql, params, many, context)

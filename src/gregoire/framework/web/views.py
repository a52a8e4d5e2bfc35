from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import opens, show
from gregoire.framework.web.samples import SamplesPage

UNAVAILABLE: Final = 503


@require_safe
@login_not_required
@opens
def health(_request: ActorRequest) -> HttpResponse:
    """Whether this process can serve: it reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=UNAVAILABLE)
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
@opens
def ui(request: ActorRequest) -> HttpResponse:
    """Every component of the house, as it is written and as it looks."""
    return show(request, "framework/ui.html", SamplesPage.made())

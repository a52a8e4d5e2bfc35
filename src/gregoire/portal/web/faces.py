"""Who is signed in, asked once per request, whether the page or its frame asks first."""

from django.http import HttpRequest

from gregoire.framework.actors import NOBODY, Actor
from gregoire.portal.queries import Face, face_of

_ATTRIBUTE = "_face"


def shown_face(request: HttpRequest) -> Face:
    known: Face | None = getattr(request, _ATTRIBUTE, None)
    if known is None:
        actor: Actor = getattr(request, "actor", NOBODY)
        known = face_of(actor)
        setattr(request, _ATTRIBUTE, known)
    return known

"""What every answer tells the browser not to do (OWASP ASVS 4, V14.4)."""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse

from gregoire.framework.actors import NOBODY, Actor

CONTENT: Final = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
FEATURES: Final = {
    "camera": "()",
    "geolocation": "(self)",  # the way to the nearest centre
    "microphone": "()",
    "payment": "()",
    "usb": "()",
}
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "; ".join(f"{what} {where}" for what, where in CONTENT.items()),
    "Permissions-Policy": ", ".join(f"{what}={who}" for what, who in FEATURES.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_KEPT: Final = "no-store, private"


class SecurityHeadersMiddleware:
    """Adds them, unless a view has said its own; a signed-in person's pages are stored nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        actor: Actor = getattr(request, "actor", NOBODY)
        if actor.is_known:
            response.headers.setdefault("Cache-Control", NOT_KEPT)
        return response

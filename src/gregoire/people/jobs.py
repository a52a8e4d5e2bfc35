"""What the house does by itself for accounts."""

from importlib import import_module

from django.conf import settings
from procrastinate.contrib.django import app


@app.task(name="people.forget_ended_sessions", queue="upkeep")
def forget_ended_sessions(timestamp: int) -> None:  # noqa: ARG001 -- when it was due
    """Take away the sessions that are over; safe at any time, as often as one likes."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()

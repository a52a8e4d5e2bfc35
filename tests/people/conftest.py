import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _mail_leaves_through_the_outbox(settings: Settings) -> None:
    """The real rows of the queue, rather than Django's list of mails for tests."""
    settings.EMAIL_BACKEND = "gregoire.framework.outbox.OutboxBackend"

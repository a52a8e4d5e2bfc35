import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _mail_goes_to_the_outbox(settings: Settings) -> None:
    """As in real life: a row and a job in the transaction of the operation."""
    settings.EMAIL_BACKEND = "gregoire.framework.outbox.OutboxBackend"

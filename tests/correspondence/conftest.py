import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def _mail_is_kept_in_the_outbox(settings: LazySettings) -> None:
    """Django's test runner would put a list in its place."""
    settings.EMAIL_BACKEND = "gregoire.framework.outbox.OutboxBackend"

"""The address by which one stops announcements, from the mail itself, without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from gregoire.people.models import Person

SALT = "correspondence.unsubscribe"


def unsubscribe_address(person_id: int) -> str:
    """It stands in mails that may be read years later: it never ends, and opens nothing else."""
    token = signing.dumps(person_id, salt=SALT)
    return f"{settings.GREGOIRE_URL}{reverse('correspondence:unsubscribe', args=[token])}"


def person_of_unsubscribe(token: str) -> Person | None:
    """Whose mail the address came from; None where we have not signed it."""
    try:
        return Person.objects.filter(pk=int(signing.loads(token, salt=SALT))).first()
    except (signing.BadSignature, ValueError, TypeError):
        return None


def unsubscribe_headers(address: str) -> dict[str, str]:
    """So that mail readers show a button of their own, and one click on it is enough (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

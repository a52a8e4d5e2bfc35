"""Mail that came back."""

from gregoire.correspondence import permissions
from gregoire.framework import outbox
from gregoire.framework.actors import Actor
from gregoire.framework.models import OutgoingMail
from gregoire.framework.operations import operation


@operation(permit=permissions.RECORD_BOUNCE, on="mail")
def record_bounce(*, by: Actor, mail: OutgoingMail, answer: str) -> bool:
    """Keep that a mail which had left was sent back, and why; False where that is known already.

    Its deliveries and the office of its reader learn of it in the same transaction.
    """
    return outbox.came_back(mail.pk, answer)

"""Mail that came back, as a mail server hands it to `gregoire bounce`."""

from gregoire.correspondence.operations import record_bounce
from gregoire.correspondence.rules import read_bounce
from gregoire.framework.actors import SYSTEM
from gregoire.framework.models import OutgoingMail


def take(raw: bytes) -> str:
    """Record what a delivery report says; the sentence tells what was made of it.

    Never refuses: a mail server would send the report itself back, to nobody.
    """
    bounce = read_bounce(raw)
    if bounce is None:
        return "This is no report of a mail that failed for good: nothing to do."
    mail = OutgoingMail.objects.filter(message_id=bounce.message_id).first()
    if mail is None:
        return f"No mail of ours is called {bounce.message_id}: nothing to do."
    if not record_bounce(by=SYSTEM, mail=mail, answer=bounce.answer):
        return f"{bounce.message_id} did not wait for this: nothing to do."
    return f"{bounce.message_id} came back: {bounce.answer}"

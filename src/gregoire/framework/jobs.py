"""What the house itself does after the commit."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gregoire.framework import outbox

PATIENCE = RetryStrategy(max_attempts=30, wait=5, exponential_wait=2)


@app.task(name=outbox.DELIVERY, queue=outbox.QUEUE, retry=PATIENCE)
def deliver_mail(*, mail_id: int) -> None:
    outbox.deliver(mail_id)

"""What the house itself does after the commit."""

from typing import Final

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from gregoire.framework import outbox

LONGEST_WAIT_S: Final = 900  # so that what waits leaves soon after the server is back


class Patience(BaseRetryStrategy):
    """Again after seconds, then minutes, at most a quarter of an hour, for as long as it takes.

    It is the outbox that gives up a mail, not the queue: a server that is down loses nothing.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, Exception):
            return None
        wait = min(5 + 2 ** min(job.attempts, 12), LONGEST_WAIT_S)
        return RetryDecision(retry_in={"seconds": wait})


@app.task(name=outbox.DELIVERY, queue=outbox.QUEUE, retry=Patience())
def deliver_mail(*, mail_id: int) -> None:
    outbox.deliver(mail_id)

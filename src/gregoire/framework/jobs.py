"""What the house itself does after the commit."""

from collections.abc import Sequence

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from gregoire.framework import outbox


class Patience(BaseRetryStrategy):
    """Again after seconds, then minutes, at most a quarter of an hour, for as long as it takes.

    It is the outbox that gives up a mail, not the queue: a server that is down loses nothing.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, Exception):
            return None
        wait = outbox.wait_after(job.attempts)
        return RetryDecision(retry_in={"seconds": int(wait.total_seconds())})


@app.task(name=outbox.DELIVERY, queue=outbox.QUEUE, retry=Patience())
def deliver_mail(*, mail_ids: Sequence[int] = (), mail_id: int | None = None) -> None:
    """`mail_id`: as a job says it that waits since before mails shared one."""
    outbox.deliver(*mail_ids, *([] if mail_id is None else [mail_id]))

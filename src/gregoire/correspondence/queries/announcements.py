"""Announcements of the centres for which the actor speaks, and how far each has come."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from gregoire.correspondence.audiences import SENDERS
from gregoire.correspondence.models import Announcement, Delivery
from gregoire.correspondence.rules import DeliveryState
from gregoire.framework.actors import Actor


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one announcement: people told in the campus, and what became of the mails."""

    told: int
    opened: int
    recalled: int
    mails: int  # those that are to leave, or have left
    left: int  # taken by the mail server
    later: int  # at the hour of a digest, or when quiet hours are over
    bounced: int

    @property
    def waiting(self) -> int:
        return self.mails - self.left - self.later - self.bounced


def announcements_of(actor: Actor) -> QuerySet[Announcement]:
    """Those of one's centres, the latest first; all of them for who administers the network."""
    found = Announcement.objects.select_related("centre", "author")
    if not actor.is_national_administrator:
        found = found.filter(centre__in=actor.centres_as(*SENDERS))
    return found.order_by("-pk")


def announcement_for(actor: Actor, public_id: str) -> Announcement:
    """One of those that the actor may see; raises DoesNotExist otherwise."""
    return announcements_of(actor).get(public_id=public_id)


def progress_of(announcement: Announcement) -> Progress:
    """Two queries, whatever the size of the public."""
    of = announcement.notices.aggregate(
        told=Count("pk", filter=Q(recalled_at=None)),
        opened=Count("pk", filter=Q(opened_at__isnull=False)),
        recalled=Count("pk", filter=Q(recalled_at__isnull=False)),
    )
    queued = Q(state=DeliveryState.QUEUED)
    mails = Delivery.objects.filter(notice__announcement=announcement).aggregate(
        mails=Count("pk", filter=~Q(state=DeliveryState.RECALLED)),
        left=Count("pk", filter=Q(state=DeliveryState.SENT)),
        later=Count(
            "pk", filter=queued & Q(mail=None, due_at__gt=F("notice__announcement__enqueued_at"))
        ),
        bounced=Count("pk", filter=Q(state=DeliveryState.BOUNCED)),
    )
    return Progress(**of, **mails)

"""What is said to people, and what became of it."""

from gregoire.correspondence.models.announcements import Announcement
from gregoire.correspondence.models.conversations import (
    HOLDERS,
    Attachment,
    Conversation,
    ConversationQuerySet,
    Message,
)
from gregoire.correspondence.models.notices import (
    AddressTask,
    CallAttempt,
    Delivery,
    LetterBatch,
    Notice,
    NoticeQuerySet,
    Preference,
)

__all__ = [
    "HOLDERS",
    "AddressTask",
    "Announcement",
    "Attachment",
    "CallAttempt",
    "Conversation",
    "ConversationQuerySet",
    "Delivery",
    "LetterBatch",
    "Message",
    "Notice",
    "NoticeQuerySet",
    "Preference",
]

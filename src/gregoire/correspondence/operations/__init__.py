"""What is done with conversations, notices, letters, calls and announcements."""

from gregoire.correspondence.operations.bounces import record_bounce
from gregoire.correspondence.operations.conversations import (
    answer_notice,
    answer_person,
    close_conversation,
    read_conversation,
    reply_to_office,
    take_conversation,
    write_to_office,
)
from gregoire.correspondence.operations.inbox import (
    Chosen,
    archive_messages,
    bring_back_messages,
    read_all_messages,
    read_notice,
)
from gregoire.correspondence.operations.preferences import (
    MailWishes,
    set_preferences,
    unsubscribe,
)

__all__ = [
    "Chosen",
    "MailWishes",
    "answer_notice",
    "answer_person",
    "archive_messages",
    "bring_back_messages",
    "close_conversation",
    "read_all_messages",
    "read_conversation",
    "read_notice",
    "record_bounce",
    "reply_to_office",
    "set_preferences",
    "take_conversation",
    "unsubscribe",
    "write_to_office",
]

"""What is done with conversations, notices, letters, calls and announcements."""

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

__all__ = [
    "Chosen",
    "answer_notice",
    "answer_person",
    "archive_messages",
    "bring_back_messages",
    "close_conversation",
    "read_all_messages",
    "read_conversation",
    "read_notice",
    "reply_to_office",
    "take_conversation",
    "write_to_office",
]

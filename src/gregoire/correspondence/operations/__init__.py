"""What is done with conversations, notices, letters, calls and announcements."""

from gregoire.correspondence.operations.conversations import (
    answer_person,
    close_conversation,
    read_conversation,
    reply_to_office,
    take_conversation,
    write_to_office,
)

__all__ = [
    "answer_person",
    "close_conversation",
    "read_conversation",
    "reply_to_office",
    "take_conversation",
    "write_to_office",
]

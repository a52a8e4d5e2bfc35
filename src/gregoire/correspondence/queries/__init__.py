"""What is read of what is said to people, already restricted to whoever asks."""

from gregoire.correspondence.queries.conversations import (
    centres_of,
    conversation_of,
    conversations_about,
    conversations_of,
    holds_an_office,
    latest_messages,
    may_open_file,
    office_conversation,
    office_conversations,
    offices_at,
    thread_of,
    to_answer_count,
    unread_count,
)

__all__ = [
    "centres_of",
    "conversation_of",
    "conversations_about",
    "conversations_of",
    "holds_an_office",
    "latest_messages",
    "may_open_file",
    "office_conversation",
    "office_conversations",
    "offices_at",
    "thread_of",
    "to_answer_count",
    "unread_count",
]

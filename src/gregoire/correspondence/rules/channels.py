"""How word reaches people, and what becomes of it, as values."""

from enum import StrEnum


class Channel(StrEnum):
    """How word reaches a person. The campus inbox is always one of them."""

    CAMPUS = "campus"
    MAIL = "mail"
    LETTER = "letter"
    CALL = "call"


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"  # taken by the mail server; posted; told on the phone
    BOUNCED = "bounced"  # refused for good; came back; nobody at that number
    RECALLED = "recalled"  # before it left


class CallOutcome(StrEnum):
    REACHED = "reached"
    MESSAGE_LEFT = "message_left"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class MailRhythm(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


class AudienceKind(StrEnum):
    OFFERING = "offering"
    CENTRE = "centre"
    PROGRAMME = "programme"
    ROLE = "role"


class AnnouncementState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    RECALLED = "recalled"

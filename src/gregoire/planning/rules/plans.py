"""What a semester's plan is made of."""

from enum import StrEnum


class Pattern(StrEnum):
    """When the classes of an offering are held."""

    EVENING = "evening"
    SATURDAY = "saturday"
    SEMINAR = "seminar"  # Friday and Saturday
    DAY = "day"


class RunState(StrEnum):
    """The life of one run of the planner."""

    QUEUED = "queued"
    RUNNING = "running"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    FAILED = "failed"


class PlanRefusal(StrEnum):
    RUNNING_ALREADY = "running_already"
    NOTHING_TO_PLAN = "nothing_to_plan"
    NO_ROOMS = "no_rooms"
    NOT_PROPOSED = "not_proposed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    SEMESTER_OVER = "semester_over"
    ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
    AVAILABLE_TWICE = "available_twice"

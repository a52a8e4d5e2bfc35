"""What is said to people, as values: no clock, no database, no Django."""

from enum import StrEnum


class Office(StrEnum):
    """Whom a learner writes to at a centre."""

    SCHOOLING = "schooling"
    ADVISER = "adviser"
    EXAMS = "exams"
    RECOGNITION = "recognition"
    DIPLOMAS = "diplomas"

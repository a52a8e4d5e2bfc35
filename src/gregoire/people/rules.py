"""What is said of a person.  Pure values: no clock, no database, no Django."""

from enum import StrEnum


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"

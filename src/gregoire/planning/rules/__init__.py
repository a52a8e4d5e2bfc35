"""When and where people learn, as values: no clock, no database, no Django."""

from gregoire.planning.rules.attendance import AttendanceRefusal
from gregoire.planning.rules.plans import PlanRefusal
from gregoire.planning.rules.sessions import SessionRefusal

__all__ = ["AttendanceRefusal", "PlanRefusal", "SessionRefusal"]

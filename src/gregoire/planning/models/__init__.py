"""Classes, what happened to them, who followed them, and the plans that they come from."""

from gregoire.planning.models.attendance import (
    AttendanceCheck,
    AttendanceEntry,
    CertificateRun,
    HoursCertificate,
    LearningHours,
)
from gregoire.planning.models.plans import OfferingNeed, PlanRun, TeacherAvailability
from gregoire.planning.models.sessions import (
    ClassSession,
    ClassSessionQuerySet,
    FeedAddress,
    PlanningVisit,
    SessionChange,
    SessionSeries,
)

__all__ = [
    "AttendanceCheck",
    "AttendanceEntry",
    "CertificateRun",
    "ClassSession",
    "ClassSessionQuerySet",
    "FeedAddress",
    "HoursCertificate",
    "LearningHours",
    "OfferingNeed",
    "PlanRun",
    "PlanningVisit",
    "SessionChange",
    "SessionSeries",
    "TeacherAvailability",
]

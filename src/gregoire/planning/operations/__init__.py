"""What is done to the planning."""

from gregoire.planning.operations.changes import (
    cancel_classes,
    cancel_session,
    make_up_session,
    move_session,
    postpone_session,
    say_material_is_online,
    undo_change,
)
from gregoire.planning.operations.series import add_session, plan_series, tell_of_planned

__all__ = [
    "add_session",
    "cancel_classes",
    "cancel_session",
    "make_up_session",
    "move_session",
    "plan_series",
    "postpone_session",
    "say_material_is_online",
    "tell_of_planned",
    "undo_change",
]

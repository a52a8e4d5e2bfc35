"""The learner whom the demo shows: one of those that were drawn, with a story of her own.

Amina Rossi, née Haddad, is 34 and works; she is registered at Dijon and follows the Licence
informatique: 116 credits of 180 earned, 24 under way, a place waited for, and a unit that she failed
once before earning it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing.offerings import DISTANCE, ON_SITE, Offerings
from gregoire.demo.drawing.results import EARNED, FAILED

BIRTH_NAME: Final = "Haddad"
USAGE_NAME: Final = "Rossi"
FIRST_NAMES: Final = "Amina"
BORN_ON: Final = (3, 14)
TOWN: Final = ("21000", "Dijon", "FR")
STREET: Final = "18 rue Pauline Hardy"
PHONE: Final = "06 39 98 21 94"
BIRTH_PLACE: Final = "Besançon"


@dataclass(frozen=True, slots=True)
class Step:
    """A unit that she took: how many years ago, what came of it."""

    back: int
    unit: str
    mark: float
    outcome: int = EARNED


TAKEN: Final = (
    Step(3, "NFA031", 14), Step(3, "NFA032", 12.5), Step(3, "NFA008", 15), Step(3, "ANG100", 13),
    Step(2, "NFA035", 13.5), Step(2, "NFA016", 16), Step(2, "NFP107", 7.5, FAILED),
    Step(2, "CCE001", 14.5), Step(2, "NFA017", 15.25),
    Step(1, "NFP107", 12), Step(1, "GLG102", 14.75), Step(1, "NFE113", 11.5),
    Step(1, "NFE115", 13.25), Step(1, "SEC101", 10.5), Step(1, "UEU001", 15),
)  # fmt: skip
BY_EARLIER_STUDIES: Final = ("UTC501", "MVA005", "MVA006", "NFA010", "UTC503", "NFA009")
MESSAGES: Final = (  # how many days ago, subject, text
    (2, "Votre place en Management de projet",
     ("Bonjour,\n\nVotre inscription en GDN100 est confirmée : le cours a lieu au centre de Dijon. "
     "Pensez à venir avec votre carte d’élève de l’année.\n\n"
     "La scolarité de Dijon")),
    (6, "Examens du premier semestre",
     ("Bonjour,\n\nLes examens du premier semestre ont lieu en janvier et février. Ceux des unités "
     "suivies à distance, même avec un autre centre, se passent à Dijon. Vous recevrez une "
     "convocation par courriel.\n\nLa scolarité de Dijon")),
)  # fmt: skip


def birth_date(year: int, age: int) -> date:
    return date(year - age, *BORN_ON)


def offering_for(offered: Offerings, unit: str) -> int | None:
    """Where she took a unit: at home, else at a distance, else wherever it was; None: nowhere."""
    rows = np.flatnonzero(offered.unit == facts.unit_index()[unit])
    if not rows.size:
        return None
    home = facts.place()["bourgogne"]
    at_home = (offered.centre[rows] == home) & (offered.modality[rows] == ON_SITE)
    far = (offered.modality[rows] == DISTANCE) & (offered.relays[rows] < 0)
    return int(rows[np.argmax(2 * at_home + far)])

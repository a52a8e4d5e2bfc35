"""Units and programmes as arrays, in the order of `facts.units()` and `facts.programmes()`."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Bools, Floats, Ints
from gregoire.kernel.levels import Level


@dataclass(frozen=True, slots=True)
class Units:
    level_1: Bools
    of_intec: Bools
    taught: Bools  # an experience unit (UA) is not
    specific: Bools  # a unit of an alternance programme (US)
    ects: Ints
    field: Ints
    fame: Floats  # how much the programmes ask for it

    def __len__(self) -> int:
        return len(self.ects)


@dataclass(frozen=True, slots=True)
class Programmes:
    level_1: Bools
    alternance: Bools
    of_intec: Bools
    weight: Floats
    entry_level: Ints
    field: Ints
    holds: Bools  # programmes × units
    core: Bools  # programmes × units: those of an “all of” group


@cache
def units() -> Units:
    rows = facts.units()
    fields = sorted({row.field for row in rows})
    fame = np.array([0.5 + (row.level == Level.BAC_3) * 0.3 for row in rows])
    for programme, held in zip(facts.programmes(), programmes().holds, strict=True):
        fame += held * programme.weight / 4
    fame += programmes().core.T @ programmes().weight / 4
    return Units(
        level_1=np.array([row.level >= Level.BAC_5 for row in rows]),
        of_intec=np.array([row.of_intec for row in rows]),
        taught=np.array([row.kind != "ua" for row in rows]),
        specific=np.array([row.kind == "us" for row in rows]),
        ects=np.array([row.ects for row in rows]),
        field=np.array([fields.index(row.field) for row in rows]),
        fame=fame,
    )


@cache
def programmes() -> Programmes:
    rows, index = facts.programmes(), facts.unit_index()
    fields = sorted({unit.field for unit in facts.units()})
    holds = np.zeros((len(rows), len(index)), dtype=np.bool_)
    core = np.zeros_like(holds)
    for place, row in enumerate(rows):
        for group in row.groups:
            columns = [index[code] for code in group.units]
            holds[place, columns] = True
            core[place, columns] |= group.rule == "all_of"
    return Programmes(
        level_1=np.array([row.level >= Level.BAC_5 for row in rows]),
        alternance=np.array([row.alternance for row in rows]),
        of_intec=np.array([row.of_intec for row in rows]),
        weight=np.array([row.weight for row in rows]),
        entry_level=np.array([int(row.entry_level) for row in rows]),
        field=np.array([fields.index(row.field) for row in rows]),
        holds=holds,
        core=core,
    )

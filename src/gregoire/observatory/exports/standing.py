"""In which feed each centre of the network stands, and under which code."""

from dataclasses import dataclass

from gregoire.network.models import Centre
from gregoire.observatory.places import centres


@dataclass(frozen=True, slots=True)
class Standing:
    """A centre as feeds know it: the regional centre above it, and the system that speaks for that."""

    code: str
    system: str


def standings() -> dict[int, Standing]:
    """Every centre of the network by its identifier.

    A teaching centre stands under its regional centre; a centre that reports through another stands
    in that one's feed, under its own code.
    """
    by_pk = {one.pk: one for one in Centre.objects.order_by("pk")}

    def regional(centre: Centre) -> Centre:
        while centre.parent_id is not None:
            centre = by_pk[centre.parent_id]
        return centre

    found = {}
    for pk, centre in by_pk.items():
        own = regional(centre)
        through = own.reports_through_id
        speaker = own if through is None else regional(by_pk[through])
        found[pk] = Standing(code=own.code, system=speaker.code)
    return found


def centres_of_system(system: str, every: dict[int, Standing]) -> tuple[str, ...]:
    """The centres that a system speaks for, in the order of the published tables."""
    codes = {one.code for one in every.values() if one.system == system}
    return tuple(code for code in centres() if code in codes)

from itertools import count

from gregoire.network.models import Centre, Region
from gregoire.network.rules import Block, CentreKind

_number = count(1)


def make_centre(
    *,
    name: str = "Cnam Belleville",
    parent: Centre | None = None,
    time_zone: str = "Europe/Paris",
    code: str = "",
) -> Centre:
    """A regional centre; a teaching centre where it has a parent."""
    number = next(_number)
    region, _ = Region.objects.get_or_create(name="Bourgogne - Franche-Comté")
    return Centre.objects.create(
        code=code or f"centre-{number}",
        name=name,
        kind=CentreKind.TEACHING if parent else CentreKind.REGIONAL,
        block=Block.METROPOLE,
        region=region,
        parent=parent,
        time_zone=time_zone,
        country="FR",
        rank=number,
    )

import pytest
from django.template import Context, Origin, Template, engines

from gregoire.network.models import Region
from tests.support.loud import PACKAGE, UndefinedVariableError


def ours(text: str) -> Template:
    return Template(text, origin=Origin(f"{PACKAGE}/x.html"), engine=engines["django"].engine)  # type: ignore[attr-defined]


def test_an_undefined_variable_fails() -> None:
    with pytest.raises(UndefinedVariableError, match="“missing”"):
        ours("{{ missing }}").render(Context())


def test_a_variable_may_be_tested_for() -> None:
    shown = ours("{% if missing %}there{% else %}not there{% endif %}").render(Context())

    assert shown == "not there"


@pytest.mark.django_db
def test_an_unordered_query_comes_back_in_another_order() -> None:
    Region.objects.bulk_create(Region(name=f"{n:02}") for n in range(20))

    assert [r.name for r in Region.objects.all()] != [f"{n:02}" for n in range(20)]
    assert [r.name for r in Region.objects.order_by("name")] == [f"{n:02}" for n in range(20)]

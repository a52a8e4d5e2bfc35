from pathlib import Path

from django.conf import settings

from gregoire.framework.actors import Actor
from gregoire.observatory.models import Consultation, PairReview, Publication
from gregoire.observatory.rules import Answer, Built
from gregoire.observatory.store import Store
from gregoire.people.models import Person


def store() -> Store:
    """Where the files of the observatory are kept on this machine."""
    return Store(Path(settings.GREGOIRE_OBSERVATORY))


# Pairs


def decisions() -> list[tuple[str, str, str]]:
    """Every answer that settles a pair (left, right, answer), for the next linkage."""
    settled = PairReview.objects.exclude(answer=Answer.ASK_CENTRE)
    return list(settled.order_by("left", "right").values_list("left", "right", "answer"))


def reviews() -> dict[tuple[str, str], PairReview]:
    """Every answer that was given, by the two pseudonyms."""
    return {(one.left, one.right): one for one in PairReview.objects.order_by("pk")}


def last_review_by(actor: Actor, edition: str) -> PairReview | None:
    """The answer that somebody gave last during an edition: the one that can be taken back."""
    given = PairReview.objects.filter(by=actor.person_id or 0, edition=edition)
    return given.order_by("-at", "-pk").first()


# Publications


def publications() -> list[Publication]:
    """What the public may read: of each name the edition published last; the newest name first."""
    last = Publication.objects.order_by("-edition", "-at", "-pk").distinct("edition")
    return list(last)


def publication_of(edition: str) -> Publication:
    """What the public reads under this name; raises DoesNotExist."""
    published = Publication.objects.filter(edition=edition).order_by("-at", "-pk")
    return published[:1].get()


def every_publication() -> dict[Built, Publication]:
    """All that was ever published, in the order in which it was."""
    return {
        Built(one.edition, one.convention, one.identifier): one
        for one in Publication.objects.order_by("at", "pk")
    }


def public_file(built: Built) -> Path:
    """The figures of an edition as the public may read them, hidden where they point at a person."""
    place = store().built(built.edition, built.convention, built.identifier)
    return place / "published" / "public.json"


# Who looked


def consultations_of(about: str, *, most: int = 10) -> list[tuple[Consultation, str]]:
    """Who looked last at a page that hides nothing, with their name."""
    seen = list(Consultation.objects.filter(about=about).order_by("-at", "-pk")[:most])
    names = names_of({one.by for one in seen})
    return [(one, names.get(one.by, "")) for one in seen]


def consultations(*, most: int = 200) -> list[tuple[Consultation, str]]:
    """The last looks at the observatory's own pages, with the names of those who looked."""
    seen = list(Consultation.objects.order_by("-at", "-pk")[:most])
    names = names_of({one.by for one in seen})
    return [(one, names.get(one.by, "")) for one in seen]


def names_of(persons: set[int]) -> dict[int, str]:
    found = Person.objects.in_bulk(persons) if persons else {}
    return {pk: person.name for pk, person in found.items()}

"""What the home pages show, already restricted to whoever looks."""

from gregoire.portal.queries.faces import Face, face_of
from gregoire.portal.queries.learning import Learning, learning_of
from gregoire.portal.queries.offer import Offer, addresses_of_the_catalogue, offer_of_the_network
from gregoire.portal.queries.work import Work, awaiting

__all__ = [
    "Face",
    "Learning",
    "Offer",
    "Work",
    "addresses_of_the_catalogue",
    "awaiting",
    "face_of",
    "learning_of",
    "offer_of_the_network",
]

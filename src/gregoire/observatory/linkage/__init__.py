"""Persons without double counting: which registrations of several systems are one person's."""

from gregoire.observatory.linkage.linking import Linkage, link
from gregoire.observatory.linkage.review import Decision, Identity, review_names

__all__ = ["Decision", "Identity", "Linkage", "link", "review_names"]

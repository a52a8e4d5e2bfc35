"""Who is acting: a plain value, built once per request, testable without a database."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.http import HttpRequest


class Role(StrEnum):
    """What a person may be trusted with, at a centre and for a period (a post)."""

    TEACHER = "teacher"
    TUTOR = "tutor"
    ADVISER = "adviser"
    SCHOOLING = "schooling"
    EXAMS = "exams"
    RECOGNITION = "recognition"
    JURY = "jury"
    DIPLOMAS = "diplomas"
    LIBRARIAN = "librarian"
    OBSERVATORY = "observatory"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Post:
    """A role held at one centre, from a day to a day (both included; None: no end).

    A post at a regional centre counts for the teaching centres under it, a post in the whole
    network for every centre: whoever builds the actor writes one `Post` for each.
    `is_national` marks those of the whole network.
    """

    role: Role
    centre_id: int
    starts_on: date | None = None
    ends_on: date | None = None
    is_national: bool = False

    def is_held_on(self, day: date) -> bool:
        started = self.starts_on is None or self.starts_on <= day
        return started and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts, with the posts that they hold on `today`.

    `person_id` is None for a visitor. `SYSTEM` acts for the house itself (jobs, seeding).
    """

    person_id: int | None
    posts: frozenset[Post] = frozenset()
    today: date = field(default_factory=date.today)
    is_system: bool = False

    def holds(self, role: Role, *, at: int | None) -> bool:
        """Does the actor hold this role at this centre today?"""
        return any(
            post.role == role and post.centre_id == at and post.is_held_on(self.today)
            for post in self.posts
        )

    def holds_any(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts if post.is_held_on(self.today))

    def centres_as(self, *roles: Role) -> frozenset[int]:
        """The centres at which the actor holds one of these roles today."""
        return frozenset(
            post.centre_id
            for post in self.posts
            if post.role in roles and post.is_held_on(self.today)
        )

    @property
    def is_national_administrator(self) -> bool:
        """Does the actor administer the whole network today, and not only centres of it?"""
        return any(
            post.role == Role.ADMINISTRATOR and post.is_national and post.is_held_on(self.today)
            for post in self.posts
        )

    @property
    def is_known(self) -> bool:
        return self.person_id is not None


NOBODY = Actor(person_id=None)
SYSTEM = Actor(person_id=None, is_system=True)


class ActorRequest(HttpRequest):
    """A request that has been through the middleware that names its actor."""

    actor: Actor
    is_at_the_desk: bool = False  # an office at its work, on a page that it shares with the campus

"""What the frame of every page says of whoever is signed in: one query."""

from dataclasses import dataclass
from typing import Any, Final

from gregoire.framework.actors import Actor
from gregoire.people.models import Person


@dataclass(frozen=True, slots=True)
class Face:
    """Who is signed in, as the bar shows them."""

    name: str = ""
    first_name: str = ""
    initials: str = ""
    mail: str = ""
    centre: str = ""  # where they learn
    post: str = ""  # where they work; empty for the whole network
    unread: int = 0
    to_accept: int = 0  # regulations in force that a registered learner has not accepted


# Written out: every page asks it, and composing it anew each time costs more than its answer.
FACE: Final = """
SELECT p.id, p.first_names, p.birth_name, p.usage_name, p.mail,
    coalesce(
        (SELECT c.name FROM enrolment_registration r JOIN network_centre c ON c.id = r.centre_id
         WHERE r.person_id = p.id AND r.state <> 'cancelled' ORDER BY r.year DESC LIMIT 1),
        (SELECT c.name FROM people_attachment a JOIN network_centre c ON c.id = a.centre_id
         WHERE a.person_id = p.id ORDER BY a.since DESC, a.id LIMIT 1)
    ) AS learns_at,
    (SELECT c.name FROM people_appointment h LEFT JOIN network_centre c ON c.id = h.centre_id
     WHERE h.person_id = p.id AND h.starts_on <= %(today)s
         AND (h.ends_on IS NULL OR h.ends_on >= %(today)s)
     ORDER BY c.parent_id IS NOT NULL, c.rank NULLS FIRST, h.id LIMIT 1) AS works_at,
    (SELECT count(*) FROM correspondence_message m
     JOIN correspondence_conversation v ON v.id = m.conversation_id
     WHERE v.person_id = p.id AND m.from_office AND m.read_at IS NULL AND v.archived_at IS NULL)
    + (SELECT count(*) FROM correspondence_notice n
       WHERE n.person_id = p.id AND n.opened_at IS NULL AND n.recalled_at IS NULL
           AND n.due_at <= statement_timestamp() AND n.archived_at IS NULL
           AND n.kind <> 'correspondence.answered') AS unread,
    (SELECT count(*) FROM enrolment_regulation g
     WHERE g.in_force_on <= %(today)s
         AND NOT EXISTS (SELECT FROM enrolment_regulation n WHERE n.kind = g.kind
             AND n.in_force_on <= %(today)s AND n.in_force_on > g.in_force_on)
         AND NOT EXISTS (SELECT FROM enrolment_regulationacceptance y
             WHERE y.regulation_id = g.id AND y.person_id = p.id)) AS to_accept
FROM people_person p WHERE p.id = %(person)s
"""


def face_of(actor: Actor) -> Face:
    """One query, whoever it is; none for a visitor."""
    if actor.person_id is None:
        return Face()
    asked = {"person": actor.person_id, "today": actor.today}
    person: Any = Person.objects.raw(FACE, asked)[0]
    return Face(
        name=person.name,
        first_name=person.first_name,
        initials=person.initials,
        mail=person.mail,
        centre=person.learns_at or "",
        post=person.works_at or "",
        unread=person.unread,
        to_accept=person.to_accept if person.learns_at else 0,
    )

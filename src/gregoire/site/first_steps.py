"""The first administrator of an installation, and the network that they administer."""

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from gregoire.enrolment.seeding import seed_regulations
from gregoire.framework.actors import SYSTEM, Role
from gregoire.kernel.refusals import RefusedError
from gregoire.network.operations import seed_network
from gregoire.people import links
from gregoire.people.models import Account
from gregoire.people.operations.posts import appoint_person
from gregoire.people.operations.registering import register_person
from gregoire.site.saying import StopError


def make_administrator(*, mail: str, first_names: str, birth_name: str, birth_date: date) -> str:
    """All or nothing; the address at which the administrator chooses a password is returned."""
    today = localdate()
    try:
        with transaction.atomic():
            seat = seed_network(by=SYSTEM, today=today)
            seed_regulations()
            person = register_person(
                by=SYSTEM,
                centre=seat,
                birth_name=birth_name,
                first_names=first_names,
                birth_date=birth_date,
                mail=mail,
                today=today,
            )
            appoint_person(
                by=SYSTEM,
                person=person,
                role=Role.ADMINISTRATOR,
                centre=None,
                starts_on=today,
            )
    except RefusedError as error:
        reason = str(error.reason).replace("_", " ")
        raise StopError(f"The administrator was not made: {reason}.") from None
    return links.first_password_url(Account.objects.get(person=person))

"""Jobs are enqueued in the transaction of what asks for them, also where it is a job that asks.

The worker gives the tasks' own app a connection of its own; what a job enqueued through that one
could start before the job has committed, and would stay where the job is rolled back. `later` is on
Django's connection everywhere.
"""

from typing import Final

from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector

later: Final = App(connector=DjangoConnector(alias="default"))

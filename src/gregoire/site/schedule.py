"""Every job that comes back by itself, in the order of the clock (UTC, as the worker reads it).

Each worker knows them all; whichever comes first puts one in the queue, once.
"""

from procrastinate.contrib.django import app

from gregoire.correspondence.jobs import send_due_mail
from gregoire.framework.uploads.sweeping import sweep_files
from gregoire.network.jobs import close_on_public_holidays
from gregoire.people.jobs import forget_ended_sessions

app.periodic(cron="* * * * *")(send_due_mail)
app.periodic(cron="10 2 * * *")(forget_ended_sessions)
app.periodic(cron="20 2 * * *")(sweep_files)
app.periodic(cron="30 2 1 8 *")(close_on_public_holidays)

"""What the web server calls, in each of its processes."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from gregoire.site.environment import environment
from gregoire.site.logs import set_up_logs
from gregoire.site.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gregoire.site.settings")
end_with_parent()
application = get_wsgi_application()
set_up_logs(environment().log_level)
get_resolver().url_patterns  # noqa: B018 -- read now, so that the first reader does not wait for it

# What has been imported stays: the collector need not walk through it at each page, and a page
# makes far fewer cycles than the default threshold thinks.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)

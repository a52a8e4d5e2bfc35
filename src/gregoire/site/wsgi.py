"""What the web server calls, in each of its processes."""

import os

from django.core.wsgi import get_wsgi_application

from gregoire.site.environment import environment
from gregoire.site.logs import set_up_logs
from gregoire.site.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gregoire.site.settings")
end_with_parent()
application = get_wsgi_application()
set_up_logs(environment().log_level)

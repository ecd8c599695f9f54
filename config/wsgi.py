"""The `web` process: pages and API without sockets."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# Seconds that the thread which rings or sends waits for one that computes; Python's own 5 ms is a frame's life.
sys.setswitchinterval(0.0005)

"""Celery: the alarm clock of the sweeps. beat's ticks expire after one interval, so nothing piles up."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from celery import Celery  # noqa: E402
from celery.signals import worker_init, worker_shutdown  # noqa: E402

from config.wiring import SWEEPS  # noqa: E402
from config.worker import STANDBY  # noqa: E402

app = Celery("alongside")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["apps.outbox"])
app.conf.beat_schedule = {
    sweep.name: {"task": "sweep", "schedule": sweep.every, "args": [sweep.name], "options": {"expires": sweep.every}}
    for sweep in SWEEPS.values()
}

# Not worker_ready: that waits for a broker, and sweeps must run when there is none.
worker_init.connect(STANDBY.start)
worker_shutdown.connect(STANDBY.stop)

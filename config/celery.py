"""Celery: the alarm clock of the sweeps. beat's ticks expire after one interval, so nothing piles up."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from celery import Celery

app = Celery("alongside")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["apps.outbox"])

"""Registers the app."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """What came of it, in figures. Reads only: it has no tables."""

    name = "apps.outcomes"

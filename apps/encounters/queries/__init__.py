"""Reads of the visit, one file for each noun."""

from apps.encounters.queries.scope import visible_to

__all__ = ["visible_to"]

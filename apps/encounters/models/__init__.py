"""The tables of the visit, one file for each noun."""

from apps.encounters.models.visit import Encounter

__all__ = ["Encounter"]

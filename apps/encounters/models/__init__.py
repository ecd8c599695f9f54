"""The tables of the visit, one file for each noun."""

from apps.encounters.models.visit import Amendment, Disposition, Encounter, ForceReport

__all__ = ["Amendment", "Disposition", "Encounter", "ForceReport"]

"""The tables of the visit, one file for each noun."""

from apps.encounters.models.instruments import Instrument, Screening
from apps.encounters.models.safety_plan import SafetyPlan, SafetyPlanGiven
from apps.encounters.models.visit import Amendment, Disposition, Encounter, ForceReport

__all__ = [
    "Amendment",
    "Disposition",
    "Encounter",
    "ForceReport",
    "Instrument",
    "SafetyPlan",
    "SafetyPlanGiven",
    "Screening",
]

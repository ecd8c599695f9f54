"""What people do at the door, one file for each noun."""

from apps.encounters.actions.amending import amend
from apps.encounters.actions.dispositions import publish_disposition, retire_disposition, start_list
from apps.encounters.actions.following import follow_person, let_go, settle_officer
from apps.encounters.actions.force import report_force
from apps.encounters.actions.visit import begin, sign, write

__all__ = [
    "amend",
    "begin",
    "follow_person",
    "let_go",
    "publish_disposition",
    "report_force",
    "retire_disposition",
    "settle_officer",
    "sign",
    "start_list",
    "write",
]

"""What people do at the door, one file for each noun."""

from apps.encounters.actions.amending import amend
from apps.encounters.actions.dispositions import (
    publish_disposition,
    retire_disposition,
    start_list,
    withdraw_disposition,
)
from apps.encounters.actions.following import follow_person, let_go, settle_officer, tell_forms, tell_plans
from apps.encounters.actions.force import report_force
from apps.encounters.actions.instruments import load_instrument, record_screening, retire_instrument
from apps.encounters.actions.safety_plan import (
    Opened,
    give_safety_plan,
    open_link,
    revoke_link,
    write_safety_plan,
)
from apps.encounters.actions.visit import begin, sign, write

__all__ = [
    "Opened",
    "amend",
    "begin",
    "follow_person",
    "give_safety_plan",
    "let_go",
    "load_instrument",
    "open_link",
    "publish_disposition",
    "record_screening",
    "report_force",
    "retire_disposition",
    "retire_instrument",
    "revoke_link",
    "settle_officer",
    "sign",
    "start_list",
    "tell_forms",
    "tell_plans",
    "withdraw_disposition",
    "write",
    "write_safety_plan",
]

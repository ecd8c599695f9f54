"""What people do at the door, one file for each noun."""

from apps.encounters.actions.instruments import load_instrument, record_screening, retire_instrument
from apps.encounters.actions.safety_plan import (
    Opened,
    give_safety_plan,
    open_link,
    revoke_link,
    write_safety_plan,
)

__all__ = [
    "Opened",
    "give_safety_plan",
    "load_instrument",
    "open_link",
    "record_screening",
    "retire_instrument",
    "revoke_link",
    "write_safety_plan",
]

"""The roles of product §2. A user's roles add up, except that an officer is never also clinical."""

from enum import StrEnum


class Role(StrEnum):
    """What a person does in a programme."""

    DISPATCHER = "dispatcher"
    CALL_TAKER = "call_taker"
    CLINICIAN = "clinician"
    OFFICER = "officer"
    PEER = "peer"
    CASE_MANAGER = "case_manager"
    SUPERVISOR = "supervisor"
    POLICE_SUPERVISOR = "police_supervisor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


BOARD = frozenset({Role.DISPATCHER, Role.CALL_TAKER, Role.SUPERVISOR})
"""Those who see their programme's open incidents by role."""

FIELD = frozenset({Role.CLINICIAN, Role.OFFICER, Role.PEER})
"""Those who ride on a team."""

POLICE = frozenset({Role.OFFICER, Role.POLICE_SUPERVISOR})
CLINICAL = frozenset({Role.CLINICIAN, Role.CASE_MANAGER, Role.SUPERVISOR})


def may_combine(roles: frozenset[Role]) -> bool:
    """Whether one person may hold all of these: police and clinical never mix (architecture §7)."""
    return not (roles & POLICE and roles & CLINICAL)

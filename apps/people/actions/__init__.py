"""Everything one can do with a person's record."""

from apps.people.actions import consent, plan, plan_basis, plan_field, plan_owner
from apps.people.actions.contacts import add_contact_point, change_contact_point
from apps.people.actions.identity import add_name, add_person, change_person, check_fields
from apps.people.actions.keys import rekey
from apps.people.actions.merge import merge, take_over, unmerge
from apps.people.actions.telling import tell, tell_again, tell_only

__all__ = [
    "add_contact_point",
    "add_name",
    "add_person",
    "change_contact_point",
    "change_person",
    "check_fields",
    "consent",
    "merge",
    "plan",
    "plan_basis",
    "plan_field",
    "plan_owner",
    "rekey",
    "take_over",
    "tell",
    "tell_again",
    "tell_only",
    "unmerge",
]

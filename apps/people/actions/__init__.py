"""Everything one can do with a person's record."""

from apps.people.actions import plan, plan_basis, plan_field

__all__ = ["plan", "plan_basis", "plan_field"]

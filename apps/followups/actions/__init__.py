"""What goes on after the visit, one file for each noun."""

from apps.followups.actions.cases import follow_person, open_case, open_missed
from apps.followups.actions.needs import find_owner, pass_on_all

__all__ = ["find_owner", "follow_person", "open_case", "open_missed", "pass_on_all"]

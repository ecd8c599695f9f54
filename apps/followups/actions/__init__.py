"""What goes on after the visit, one file for each noun."""

from apps.followups.actions.attempts import attempt, later
from apps.followups.actions.cases import follow_person, open_case, open_missed
from apps.followups.actions.ending import close, decide, land, let_go_of, reopen
from apps.followups.actions.following import call_again, follow_places, whom_to_tell
from apps.followups.actions.handing import accept, decline, drop_offer, give, offer, pass_on, take
from apps.followups.actions.joining import tell_twice
from apps.followups.actions.needs import find_owner, pass_on_all
from apps.followups.actions.texting import text

__all__ = [
    "accept",
    "attempt",
    "call_again",
    "close",
    "decide",
    "decline",
    "drop_offer",
    "find_owner",
    "follow_person",
    "follow_places",
    "give",
    "land",
    "later",
    "let_go_of",
    "offer",
    "open_case",
    "open_missed",
    "pass_on",
    "pass_on_all",
    "reopen",
    "take",
    "tell_twice",
    "text",
    "whom_to_tell",
]

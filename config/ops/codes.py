"""The code lists on one page: which are the programme's own, and which are fixed, with the reason."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from apps.common.clock import now
from apps.dispatch import transitions as dispatch
from apps.encounters import transitions as encounters
from apps.encounters import words
from apps.encounters.queries import dispositions_visible_to
from apps.followups import transitions as followups
from apps.incidents import transitions as incidents
from apps.people import transitions as people
from apps.referrals import transitions as referrals
from config.ops.screens import around

LISTS: Final[dict[str, Any]] = {
    "How contact was made": words.CONTACT,
    "Reasons for the visit": words.REASONS,
    "What was seen": words.OBSERVED,
    "What protects": words.PROTECTIVE,
    "Judgement of risk": words.JUDGEMENT,
    "What was tried": words.PROMPTS,
    "Medical": words.MEDICAL,
    "Transport": words.TRANSPORT,
    "How transport went": words.TRANSPORT_MODE,
    "Who decided": words.DECIDED_BY,
    "Less restrictive ways": words.LEAST_RESTRICTIVE,
    "Force": words.FORCE,
    "Kinds of force": words.FORCE_TYPES,
    "Reason for force": words.FORCE_REASON,
    "Injured": words.INJURED,
    "Treated": words.TREATED,
    "Restraint": words.RESTRAINT,
    "Weapon": words.WEAPON,
}
"""Lists that ship with the product, as reports compare them; a programme's own is how visits end."""

STATES: Final[dict[str, Mapping[tuple[str, str], Any]]] = {
    "An incident": incidents.TRANSITIONS,
    "A team on its way": dispatch.TRANSITIONS,
    "A visit": encounters.TRANSITIONS,
    "A person’s plan": people.TRANSITIONS,
    "A place that was asked": referrals.TRANSITIONS,
    "A case": followups.TRANSITIONS,
}
"""Whatever waits in a state has an owner, a next step and a clock, and phones without signal count on the same."""


def next_of(table: Mapping[tuple[str, str], Any]) -> list[tuple[str, str]]:
    """Each state with those it may become, in words; a first one leads."""
    states = dict.fromkeys(to for _from, to in table)
    after = {state: [to for begin, to in table if begin == state and to != state] for state in states}
    return [(_said(state), ", ".join(_said(one) for one in after[state]) or "an end") for state in states]


def _said(code: str) -> str:
    return code.replace("_", " ")


def codes(request: HttpRequest) -> HttpResponse:
    """The own list first, then every fixed one in both languages, then the states."""
    offered = [row for row in dispositions_visible_to(request.user) if row.effective_from <= now()]
    own = sum(row.effective_until is None or row.effective_until > now() for row in offered)
    states = [(name, next_of(table)) for name, table in STATES.items()]
    more = {"lists": LISTS.items(), "states": states, "own": own}
    return TemplateResponse(request, "ops/codes.html", around(request, "Code lists", **more))

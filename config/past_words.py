"""How the demo's invented past is made up: weights that give a believable month, and nobody's words."""

from typing import Final

from django.db import models

from apps.dispatch.models import Assignment, Response
from apps.encounters.models import Encounter, ForceReport
from apps.followups.models import Attempt, Case
from apps.incidents.models import Entry, Incident, LevelDecision
from apps.people.models import Person
from apps.referrals.models import Need, Referral
from apps.teams.models import Shift

FEED: Final = "demo-past"
ORDER: Final[tuple[type[models.Model], ...]] = (
    *(Shift, Person, Incident, LevelDecision, Assignment, Response, Entry),
    *(Encounter, ForceReport, Need, Referral, Case, Attempt),
)
BY_HOUR: Final = (7, 5, 4, 3, 3, 4, 6, 9, 13, 16, 18, 19, 21, 22, 24, 27, 29, 28, 31, 33, 30, 25, 17, 11)
LEVELS: Final = {1: 14, 2: 38, 3: 38, 4: 10}
CHANGED: Final = 0.1
"""How often a person gives another level than the rules."""
CONTACT: Final = {"met": 86, "no_contact": 10, "gone": 4}
IS_KNOWN: Final = 0.8
AGAIN: Final = 0.24
REPORTED: Final = 0.96
FORCE: Final = 0.055
HURT: Final = 0.25
ENDINGS: Final = {
    "home_plan": 34, "resolved": 16, "referred": 12, "stabilization": 9, "walk_in": 5, "emergency_room": 5,
    "hold_adult": 10, "medical": 4, "arrest": 4, "diverted": 2, "refused": 5, "moved_on": 3,
}  # fmt: skip
"""Outcome -> how often, of a hundred people met; shaped like published programmes (reference/domain.md §2)."""
JUDGEMENT: Final = {"low": 35, "guarded": 40, "high": 20, "imminent": 5}
LEAST: Final = {"chosen": 50, "home": 20, "walk_in": 15, "willing": 8, "not_possible": 3, "": 4}
REFERRED: Final = {"home": 0.75, "care": 0.95, "hold": 0.6, "medical": 0.4, "law": 0.4, "other": 0.25}
CAME: Final = {"soon": 60, "late": 9, "missed": 12, "declined": 11, "expired": 8}
STATUS: Final = {"soon": "closed", "late": "closed", "missed": "missed", "declined": "declined", "expired": "expired"}
REACHED_H: Final = {12: 45, 30: 30, 60: 13, 100: 6, 0: 6}
"""Hours until a person is spoken to, about; 0: never."""
REASONS: Final = ("thoughts", "psychosis", "low_mood", "anxiety", "unsettled", "welfare", "substances")
STREETS: Final = ("Long St", "Orchard Way", "Weir Rd", "Tannery Row", "Lantern Ct", "Ferry Ln", "Kiln St")
CALLERS: Final = (
    "Has not slept for days and is pacing the hall.",
    "Sits on the kerb and cries, answers nobody.",
    "Says that nothing makes sense any more.",
    "Talks to somebody who is not there, very upset.",
    "Neighbours have not seen them for a week.",
    "Has stopped the tablets and is frightened of the phone.",
)
WHY: Final = (
    "The caller says that a brother is with them and calm.",
    "Second call within the hour, louder each time.",
    "Asks to be seen by a clinician only.",
    "Two people outside, it is getting crowded.",
)
NEEDS: Final = (
    "Somebody to talk to this week",
    "A bed for a few nights",
    "Back to the doctor they know",
    "Help with the medicines",
)
GIVEN: Final = ("Alder", "Brio", "Cass", "Dune", "Ember", "Fenn", "Gale", "Haven", "Isle", "Juno", "Kit", "Lark")
FAMILY: Final = (
    "Aldane",
    "Brookless",
    "Corvale",
    "Dunmere",
    "Eastry",
    "Fallow",
    "Greave",
    "Hollin",
    "Ingram",
    "Jessop",
)
"""Invented, and without the keys by which people are found: they are in nobody's way."""

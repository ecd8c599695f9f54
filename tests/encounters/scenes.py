"""Short ways to write a visit, and what is in one that is whole."""

from typing import Any
from uuid import UUID

from apps.accounts.models import User
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.encounters import actions
from apps.encounters.models import Encounter
from apps.outbox.commands import Answer, Op, do, run
from tests.people import Client

WHOLE: dict[str, Any] = {
    "contact": "met",
    "transport": "none",
    "reasons": ["thoughts"],
    "observed": ["says_die", "alone"],
    "protective": ["accepts_help"],
    "judgement": "guarded",
    "judgement_why": "Speaks of tomorrow, sister stays.",
    "prompts": ["one_voice", "space"],
    "helped": ["space"],
    "medical": ["none"],
    "disposition": "home_plan",
    "decided_by": "person",
    "least_restrictive": "chosen",
    "note": "Sat on the stairs with us for an hour.",
}
NO_FORCE: dict[str, Any] = {"force": "none"}
FORCE: dict[str, Any] = {
    "force": "force",
    "types": ["hands"],
    "reason": "hurting_self",
    "injured": ["person"],
    "treated": "here",
    "restraint": "none",
    "weapon": "seen",
}


def written(by: User, assignment: Assignment, op: Op | None = None, **fields: Any) -> Encounter:
    """The clinician writes these fields, or a whole visit."""
    done: Encounter = do(actions.write, by=by, op=op, encounter_id=assignment.id, fields=fields or WHOLE)
    return done


def signed(by: User, assignment: Assignment, op: Op | None = None, **fields: Any) -> Encounter:
    """Written whole and signed."""
    written(by, assignment, **{**WHOLE, **fields})
    done: Encounter = do(actions.sign, by=by, op=op, encounter_id=assignment.id)
    return done


def filed(by: User, assignment: Assignment, op: Op | None = None, **said: Any) -> Encounter:
    """The officer files this, or that there was none."""
    done: Encounter = do(actions.report_force, by=by, op=op, encounter_id=assignment.id, said=said or NO_FORCE)
    return done


def amended(by: User, assignment: Assignment, field: str, value: Any, **more: Any) -> Encounter:
    """A later word."""
    body = {"part": "clinician", "reason": "told otherwise since", "id": uuid7(), **more}
    done: Encounter = do(actions.amend, by=by, encounter_id=assignment.id, field=field, value=value, **body)
    return done


def tried(fn: Any, by: User, encounter_id: UUID, op: Op | None = None, **more: Any) -> Answer:
    """What the runner says to one command."""
    return run(fn, by=by, key=uuid7(), op=op, encounter_id=encounter_id, **more)


def url(assignment: Assignment, part: str = "") -> str:
    """The road of a visit."""
    return f"/api/encounters/{assignment.id}" + (f"/{part}" if part else "")


def patch(client: Client, assignment: Assignment, base: int | None = None, **fields: Any) -> Any:
    """Over HTTP, as the phone asks."""
    headers: dict[str, Any] = {} if base is None else {"HTTP_IF_MATCH": str(base)}
    return client.patch(url(assignment), fields, **headers)

"""Case managers at work: they try to reach people, hand cases over, move what was agreed, and end what is over.

Steps of the ladder are hours away, and a day goes by in minutes: whoever is at work tries ahead of the hour.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from apps.accounts.queries import members
from apps.common.clock import now, stamp
from apps.common.ids import uuid7
from apps.followups.ladder import Policy, steps_for
from apps.followups.models import Attempt, Case, CaseVisit, Rung
from apps.followups.policies import OWNERS
from apps.followups.queries.joined import open_cases_beside
from apps.followups.queries.steps import next_of, places_of
from apps.outbox.models import Delivery
from apps.people.queries import roots_of
from config.simulator import figures
from config.simulator.client import Client
from config.simulator.desk import Town

DONE: Final = (Rung.State.DONE, Rung.State.SKIPPED)


async def play(town: Town, managers: Sequence[Client], seed: int) -> None:
    """Until the day is over."""
    chance = Random(f"{seed} care")  # noqa: S311  (a game)
    while not town.is_closing:
        await town.rest(figures.TENDS_EVERY_S)
        await tend(town, managers, chance)


async def tend(town: Town, managers: Sequence[Client], chance: Random) -> None:
    """Everybody looks once at what is theirs, and at what they were asked to take over."""
    for manager in managers:
        me = str(manager.id())
        others = [str(other.id()) for other in managers if other is not manager]
        for row in manager.store.all_of("case"):
            if row["status"] != Case.Status.OPEN:
                continue
            if row.get("offered_to") == me:
                await _answer(town, manager, row, chance)
            elif row["owner"] == me:
                await _work(town, manager, row, others, chance)


async def _answer(town: Town, manager: Client, row: dict[str, Any], chance: Random) -> None:
    if chance.random() < figures.TAKES_OVER:
        await _do(town, manager, row, "accept", {})
    else:
        await _do(town, manager, row, "decline", {"words": "Full today."})


async def _work(town: Town, manager: Client, row: dict[str, Any], others: list[str], chance: Random) -> None:
    """One thing with one case."""
    roll = chance.random()
    if row["to_decide"]:
        again = chance.random() < figures.ONE_MORE_ROUND
        body = {"way": "again", "words": ""} if again else {"reason": "cannot_be_found", "words": ""}
        await _do(town, manager, row, "decide" if again else "close", body)
    elif roll < figures.HANDS_OVER and not row["offered_to"] and others:
        await _do(town, manager, row, "offer", {"user": chance.choice(others), "words": "Off tomorrow."})
    elif roll < figures.HANDS_OVER + figures.AGREES_LATER:
        later = stamp(now() + timedelta(minutes=chance.randrange(30, 600)))
        await _do(town, manager, row, "later", {"due_at": later, "words": "Works until then."})
    else:
        await _try(town, manager, row, chance)


async def _try(town: Town, manager: Client, row: dict[str, Any], chance: Random) -> None:
    result = chance.choices(list(figures.TRY_ENDS), weights=list(figures.TRY_ENDS.values()))[0]
    channel = row["next"]["channel"] or Attempt.Channel.CALL
    await _do(town, manager, row, "attempts", {"id": str(uuid7()), "channel": channel, "result": result, "words": ""})
    if result == Attempt.Result.REACHED and chance.random() < figures.LANDS:
        await _do(town, manager, row, "land", {"words": "Sees somebody on Mondays."})


async def _do(town: Town, manager: Client, row: dict[str, Any], what: str, body: dict[str, Any]) -> None:
    status, _ = await manager.order(f"/api/cases/{row['id']}/{what}", body)
    town.note(f"cases: {what}" if status < 300 else "cases: refused")


def held() -> list[str]:
    """Of all cases: an owner who is there, a next step that follows from the steps, none lost, doubled or on time
    although it was late; and whoever has two open cases has owners who know it."""
    return [found for case in Case.objects.select_related("programme", "owner") for found in _problems(case)]


def _problems(case: Case) -> Iterator[str]:
    rungs = list(case.rungs.all())
    policy = Policy.of(case.programme.settings)
    if case.is_open:
        yield from _open_problems(case, rungs, policy)
    elif any(rung.state == Rung.State.DUE for rung in rungs):
        yield f"case {case.id} is over and has a step that is due"
    for rung in rungs:
        over = rung.done_at is not None and rung.done_at > rung.due_at
        if rung.state in DONE and rung.late != over:
            yield f"step {rung.name} of case {case.id} was late and is not counted so, or the other way round"
    due = [(rung.name, rung.referral_id) for rung in rungs if rung.state == Rung.State.DUE]
    if len(due) != len(set(due)):
        yield f"case {case.id} has a step twice"
    for joined in CaseVisit.objects.filter(case=case, parted_at__isnull=True).select_related("encounter"):
        if _root(joined.encounter.person_id) != _root(case.person_id):
            yield f"case {case.id} has a visit of somebody else"


def _open_problems(case: Case, rungs: Sequence[Rung], policy: Policy) -> Iterator[str]:
    if not members(case.programme_id, OWNERS).filter(id=case.owner_id, is_active=True).exists():
        yield f"case {case.id} has nobody"
    wanted = {name for name, _ in steps_for(policy, "", case.begun_at, case.zone)}
    if lost := wanted - {rung.name for rung in rungs}:
        yield f"case {case.id} has lost {sorted(lost)}"
    step = next_of(case, rungs, places_of(case), policy)
    awaited = step.action == Case.Next.AWAIT_PLACE or case.next_action == Case.Next.AWAIT_PLACE
    if not awaited and (step.action, step.due_at) != (case.next_action, case.next_due_at):
        yield f"case {case.id} says {case.next_action} is next, and {step.action} is"
    told = Delivery.objects.filter(event="CaseTwice", object_kind=Case.KIND, object_id=case.id)
    if open_cases_beside(case) and not told.exists():
        yield f"case {case.id} is one of two of one person, and its owner was not told"


def _root(person_id: UUID | None) -> UUID | None:
    return roots_of([person_id])[person_id] if person_id else None

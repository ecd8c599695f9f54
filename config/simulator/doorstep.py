"""What a clinician does about somebody at the door: says who it is, reads what helps, asks, writes a plan."""

from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from apps.common.clock import now
from apps.encounters.plan_text import PARTS
from config.simulator.client import Client
from config.simulator.desk import Town
from config.simulator.faces import Met

SURE: Final = 3
"""Boxes of a line that a clinician takes for the person who says the same name and birth."""

_LINES: Final = {
    "en": (
        "I stop sleeping.",
        "I walk around the block.",
        "The library.",
        "My sister.",
        "988.",
        "She keeps the keys.",
    ),
    "es": ("Dejo de dormir.", "Salgo a caminar.", "La biblioteca.", "Mi hermana.", "988.", "Ella guarda las llaves."),
}
_HELPS: Final = ("One voice", "Sit down first", "Lights low", "Time to answer")
REVIEW: Final = timedelta(days=90)


def person_of(client: Client, incident: str) -> str:
    """Who this incident is about, as far as this phone has heard."""
    row = client.store.get("incident", incident)
    return str(row.get("person") or "") if row else ""


def read_card(town: Town, client: Client, incident: str) -> bool:
    """Open what helps this person, if the phone holds a card of theirs; answers whether there was one."""
    person = person_of(client, incident)
    plans = [plan for plan in client.store.all_of("plan") if person and plan["person"] == person and plan.get("card")]
    for plan in plans:
        client.write(f"/api/plans/{plan['id']}/viewed", {})
        town.note("cards read")
    return bool(plans)


async def find_out(town: Town, client: Client, one: str, incident: str, met: Met) -> str:
    """Say who it is: somebody who is known here, somebody new, or nobody that can be known; answers whom, if any."""
    if there := person_of(client, incident):
        return there
    road = f"/api/incidents/{incident}/person"
    if not met.is_named:
        client.write(road, {"none": True})
        town.note("nobody said who")
        return ""
    status, found = await client.ask(f"/api/incidents/{incident}/match", met.asked)
    sure = [row for row in found.get("rows", []) if row["near"] >= SURE] if status == 200 else []
    if sure:
        client.write(road, {"person": sure[0]["person"]})
        town.note("met again")
        return str(sure[0]["person"])
    person = str(uuid5(UUID(one), "person"))
    client.write(road, {"new": {"id": person, **met.fields}})
    town.note("people written down")
    return person


def write_forms(town: Town, client: Client, one: str, person: str, met: Met) -> None:
    """What is asked and written before the visit is signed: an instrument, and a plan for a bad day, read aloud."""
    forms = [form for form in client.store.all_of("instrument") if not form["retired_at"]]
    if met.answers and forms:
        said = {"instrument": forms[0]["id"], "response": _response(forms[0], Random(met.chance))}  # noqa: S311
        client.write(f"/api/encounters/{one}/screenings", {"id": str(uuid5(UUID(one), "screening")), **said})
        town.note("instruments answered")
    if met.makes_plan:
        plan = str(uuid5(UUID(one), "safety plan"))
        lines = _LINES[met.language]
        parts = {name: [f"{line} {town.clinical}"] for name, line in zip(PARTS, lines, strict=False)}
        road = f"/api/people/{person}/safety-plans" if person else f"/api/encounters/{one}/safety-plans"
        of = {"encounter": one} if person else {}
        client.write(road, {"id": plan, "language": met.language, "parts": parts, **of})
        client.write(f"/api/safety-plans/{plan}/give", {"id": str(uuid5(UUID(one), "given")), "how": "read"})
        town.note("safety plans")


def plan_ahead(town: Town, client: Client, one: str, person: str, met: Met) -> None:
    """Write what helped, for whoever meets this person next; somebody else approves it."""
    if not (person and met.is_planned_for):
        return
    plan = str(uuid5(UUID(one), "response plan"))
    words = {"first_words": f"Hi {met.fields['given']}, no hurry.", "helps": list(_HELPS[: 1 + met.chance % 4])}
    day = (now() + REVIEW).date().isoformat()
    client.write(f"/api/people/{person}/plans", {"id": plan, **words, "language": met.language, "review_on": day})
    client.write(
        f"/api/plans/{plan}/notes", {"id": str(uuid5(UUID(one), "note")), "text": f"Ask Cam. {town.clinical}"}
    )
    client.write(f"/api/plans/{plan}/submit", {})
    town.note("response plans")


async def approve(town: Town, desk: Client) -> None:
    """A supervisor looks at what others have written and lets it go to the field."""
    status, shown = await desk.ask("/api/plans")
    for row in shown.get("plans", []) if status == 200 else []:
        if row["needs"] == "approve":
            done, _ = await desk.order(f"/api/plans/{row['id']}/approve", {})
            town.note("plans approved" if done < 300 else "plans not approved")


def _response(form: dict[str, Any], chance: Random) -> dict[str, Any]:
    """Every question of one choice is answered; what is asked only then stays open."""
    asked = form["questionnaire"]
    items = [
        {"linkId": item["linkId"], "answer": [{"valueCoding": chance.choice(item["answerOption"])["valueCoding"]}]}
        for item in asked["item"]
        if item["type"] == "choice" and "enableWhen" not in item
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": f"{asked['url']}|{asked['version']}",
        "item": items,
    }

"""Two teams at work in one programme and one in another: what the walks over access are made on."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from apps.access import Role
from apps.accounts import actions as accounts
from apps.accounts.models import User
from apps.accounts.queries import members, system_actor
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.directory import actions as directory
from apps.directory.models import CapacityLink, Organization, Service
from apps.dispatch import actions as dispatch
from apps.encounters import actions as encounters
from apps.encounters.models import Encounter
from apps.followups import actions as followups
from apps.followups.models import Case
from apps.incidents import actions as incidents
from apps.outbox.commands import do
from apps.people import actions as people_actions
from apps.people.actions import consent as consents
from apps.people.actions import plan_field as plans
from apps.people.models import Consent, Person, Plan
from apps.referrals.actions import asking, tokens
from apps.teams import actions as teams
from config import sample_form, seed
from config.cast import ELLERY, fixed_id
from config.day import crews, team_id
from tests.consents.scenes import said as consent_said
from tests.people import People, read_people

LEVEL_3 = {"weapon_in_hand": "no", "weapon_in_reach": "yes", "violence_now": "no", "cannot_care_for_self": "yes"}
ANSWERS = {
    "resourceType": "QuestionnaireResponse",
    "questionnaire": sample_form.QUESTIONNAIRE["url"],
    "item": [{"linkId": "calm", "answer": [{"valueCoding": {"system": sample_form.SYSTEM, "code": "little"}}]}],
}
LEVEL_2 = {"weapon_in_hand": "no", "weapon_in_reach": "no", "violence_now": "no", "cannot_care_for_self": "yes"}


@dataclass(frozen=True)
class Place:
    """One team with its incident, its assignment and the shift of the first of its members."""

    name: str
    team: UUID
    incident: UUID
    assignment: UUID
    shift: UUID
    second: UUID
    """Another open incident of the same programme, with no team."""
    member: UUID
    """The one whose shift it is."""
    instrument: UUID
    screening: UUID
    safety_plan: UUID
    link: UUID
    crew: tuple[str, ...]
    """By key, that one first."""
    person: UUID
    """Whom the incident is about."""
    point: UUID
    """A number of that person."""
    other: UUID
    """Somebody else of the programme, whom only a supervisor sees."""
    plan: UUID
    """What helps the person, in force, with a hazard; nobody agreed that police read more."""
    suggestion: UUID
    """What the first of the crew would change in it."""
    need: UUID
    """What the person needs; asked by the first of the crew."""
    referral: UUID
    """The place that was asked."""
    consent: UUID
    """What the person let be told, to the first of the crew."""
    case: UUID
    """Who looks after the person from now on: the first of the crew, who tried once."""
    care: UUID
    """Somebody else of care, who could take it over."""
    service: UUID
    """Where somebody of this programme could be sent, what is counted there, and its own link."""
    capacity: UUID
    capacity_link: UUID
    token: UUID
    """The system that speaks for it."""


@dataclass(frozen=True)
class World:
    """Everybody, and the three teams at work."""

    people: People
    eli: User
    places: tuple[Place, ...]

    def everyone(self) -> dict[str, User]:
        """The cast, and the one clinician who rides in the other programme."""
        return {**self.people.everyone(), "eli": self.eli}


def make_world() -> World:
    """Play it: the demo's evening, then three incidents that are worked on."""
    people = read_people()
    crews(people.everyone(), people.system)
    eli = _somebody(people, "eli", "Eli Stone", Role.CLINICIAN)
    _somebody(people, "ede", "Ede Marsh", Role.SUPERVISOR)
    do(teams.start_shift, by=eli, shift_id=fixed_id("shift eli"), team_id=team_id("Ellery 1"))
    places = (
        _at_work(people.dana, "Mesa 2", LEVEL_3, ("casey", "omar"), people.casey),
        _at_work(people.priya, "Harbor 1", LEVEL_3, ("riley", "jo"), people.riley),
        _at_work(people.nia, "Ellery 1", LEVEL_2, ("eli",), eli),
    )
    return World(people, eli, places)


def _somebody(people: People, key: str, name: str, role: Role) -> User:
    """One more in the other programme."""
    user_id = fixed_id(f"user {key}")
    do(accounts.create_user, by=people.system, user_id=user_id, email=f"{key}@alongside.example", name=name)
    do(accounts.grant_membership, by=people.system, user_id=user_id, role=role, programme_id=ELLERY.id)
    return User.objects.get(id=user_id)


def _at_work(desk: User, team: str, answers: dict[str, str], crew: tuple[str, ...], first: User) -> Place:
    incident, assignment = fixed_id(f"walk incident {team}"), fixed_id(f"walk assignment {team}")
    second = fixed_id(f"second incident {team}")
    fields = {"place": f"1 {team} Way", "person_name": "Somebody", "call_back": "555-0199", "words": "Please come."}
    do(incidents.open_incident, by=desk, id=incident, fields=fields)
    do(incidents.answer_items, by=desk, incident_id=incident, answers=answers)
    do(incidents.decide_level, by=desk, incident_id=incident)
    do(
        dispatch.send_team,
        by=desk,
        assignment_id=assignment,
        incident_id=incident,
        team_id=team_id(team),
    )
    do(encounters.write, by=first, encounter_id=assignment, fields={"contact": "no_contact"})
    do(incidents.open_incident, by=desk, id=second)
    shift = first.shifts.get(ended_at__isnull=True)
    person, point = fixed_id(f"walk person {team}"), fixed_id(f"walk point {team}")
    other = fixed_id(f"other person {team}")
    do(incidents.link_person, by=first, incident_id=incident, new={"id": other, "given": "Somebody else"})
    do(incidents.unlink_person, by=first, incident_id=incident, reason="a neighbour")
    new = {"id": person, "given": f"Given {team}", "family": f"Canary {team}"}
    do(incidents.link_person, by=first, incident_id=incident, new=new)
    number = {"value": f"number {team}", "who_else": f"somebody {team}"}
    do(people_actions.add_contact_point, by=first, person_id=person, id=point, kind="phone", fields=number)
    plan = _plan(first, person)
    suggestion = fixed_id(f"walk suggestion {team}")
    do(plans.suggest, by=first, suggestion_id=suggestion, plan_id=plan.id, about="helped", words="the dog")
    ids = {
        **_forms(assignment, first),
        **_need(assignment, first),
        **_service(first),
        **_case(assignment, first, person),
        "person": person,
        "point": point,
        "other": other,
        "plan": plan.id,
        "suggestion": suggestion,
        "consent": _consent(first, person),
    }
    return Place(team, team_id(team), incident, assignment, shift.id, second, first.id, crew=crew, **ids)


def _need(assignment: UUID, by: User) -> dict[str, UUID]:
    """A place was asked for something."""
    assert by.programme_id is not None
    runs = Organization.objects.create(programme_id=by.programme_id, name="Harbor Light")
    asked = Service.objects.create(programme_id=by.programme_id, organization=runs, name="Harbor Light")
    need, referral = uuid7(), uuid7()
    said: dict[str, Any] = {"words": "Canary of the need", "urgency": "now", "basis": "treatment", "what": ["name"]}
    places = [{"referral": referral, "service": asked.id}]
    do(asking.ask, by=by, id=need, encounter_id=assignment, places=places, **said)
    return {"need": need, "referral": referral}


def _case(assignment: UUID, by: User, person: UUID) -> dict[str, UUID]:
    """Somebody looks after the person, tried to call, and said something about it."""
    visit = Encounter.objects.select_related("incident").get(id=assignment)
    case = Case.objects.create(
        programme_id=visit.incident.programme_id,
        encounter=visit,
        incident=visit.incident,
        person_id=person,
        owner=by,
        rule="Canary of the case",
        next_due_at=now() + timedelta(hours=2),
    )
    case.rungs.create(name="day2", due_at=now() + timedelta(hours=2))
    logged = {"id": uuid7(), "channel": "call", "result": "no_answer", "words": "Canary of the case"}
    do(followups.attempt, by=by, case_id=case.id, **logged)
    managers = members(visit.incident.programme_id, [Role.SUPERVISOR, Role.CASE_MANAGER])
    return {"case": case.id, "care": managers.order_by("email").values_list("id", flat=True)[0]}


def _consent(by: User, person: UUID) -> UUID:
    """Signed in this visit."""
    assert by.programme_id is not None
    said = consent_said(by.programme_id)
    given: Consent = do(consents.give_consent, by=by, id=uuid7(), person_id=person, said=said)
    return given.id


def _plan(writer: User, person: UUID) -> Plan:
    """Approved by whom only the database knows: one of the programmes has nobody else who could."""
    hazard = {"fact": "Dog", "source": "team", "said_by": "", "on": "2026-01-02", "ask_again_by": "2099-01-02"}
    return Plan.objects.create(
        programme_id=Person.objects.get(id=person).programme_id,
        person_id=person,
        number=1,
        status=Plan.Status.APPROVED,
        first_words="Canary of the card",
        hazards=[hazard],
        owner=writer,
        written_by=writer,
        writers=[str(writer.id)],
        submitted_by=writer,
        submitted_at=now(),
        approved_by=system_actor(),
        approved_at=now(),
    )


def _service(by: User) -> dict[str, UUID]:
    """A place with beds and a link that somebody made."""
    assert by.programme_id is not None
    service, beds = uuid7(), uuid7()
    do(
        directory.write_service,
        by=system_actor(),
        id=service,
        programme_id=by.programme_id,
        organization={"id": uuid7(), "name": "A place"},
        place=None,
        fields={"name": "A place"},
        facts={},
        room=[{"id": beds, "unit": "Beds"}],
    )
    code = service.hex
    link = CapacityLink.objects.create(
        service_id=service, code_hash=code, made_by=by, expires_at=now() + timedelta(days=1)
    )
    secret, places = tokens.new_secret(), [service]
    made: dict[str, Any] = {
        "programme_id": by.programme_id,
        "name": "Their records",
        "services": places,
        "secret": secret,
    }
    token = do(tokens.make_token, by=system_actor(), **made)
    return {"service": service, "capacity": beds, "capacity_link": link.id, "token": token.id}


def _forms(assignment: UUID, by: User) -> dict[str, UUID]:
    """A form answered and a plan written in this visit, and a link to it."""
    assert by.programme_id is not None
    instrument = seed.sample_instrument(by.programme_id)
    screening, plan, link = uuid7(), uuid7(), uuid7()
    asked: dict[str, Any] = {"instrument": instrument.id, "response": ANSWERS}
    do(encounters.record_screening, by=by, encounter_id=assignment, id=screening, **asked)
    written: dict[str, Any] = {"language": "en", "parts": {"signs": ["I stop sleeping."]}}
    do(encounters.write_safety_plan, by=by, encounter_id=assignment, id=plan, **written)
    code = f"{link.hex[:16].upper()}"
    do(encounters.give_safety_plan, by=by, plan_id=plan, id=link, how="link", code=code, word="river")
    return {"instrument": instrument.id, "screening": screening, "safety_plan": plan, "link": link}

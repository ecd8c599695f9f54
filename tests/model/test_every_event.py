"""For every kind of event: what somebody held before, and the frames since, are what a fresh snapshot shows him."""

from collections.abc import Callable, Sequence
from dataclasses import is_dataclass
from datetime import timedelta
from typing import Any

import pytest

from apps.accounts import actions as accounts
from apps.accounts import events as account_events
from apps.accounts.models import Device, User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.dispatch import actions as dispatch
from apps.dispatch import events as dispatch_events
from apps.dispatch.models import Assignment
from apps.encounters import actions as encounters
from apps.encounters import events as encounter_events
from apps.followups import actions as followups
from apps.followups import events as followup_events
from apps.followups.actions.replies import keep_reply
from apps.followups.models import Case, Reminder
from apps.followups.sweeps_reminders import due_reminders
from apps.incidents import actions as incidents
from apps.incidents import events as incident_events
from apps.notifications.models import Subscription, VapidKey
from apps.outbox import events as outbox_events
from apps.outbox import projections
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery
from apps.outbox.receipts import acknowledge_all
from apps.outbox.sweeps import run_handlers
from apps.people import actions as person_actions
from apps.people import events as person_events
from apps.people import events_consent as consent_events
from apps.people import events_plan as plan_events
from apps.people.actions import plan as plan_writing
from apps.people.actions import plan_basis, plan_field, plan_owner
from apps.people.models import Consent, Person, PlanReminder
from apps.people.sweeps import due_consents
from apps.referrals import events as referral_events
from apps.referrals.actions import answers, asking, care, clocks, coming, handover
from apps.referrals.models import Need, Referral
from apps.teams import actions as teams
from apps.teams import events as team_events
from apps.teams.models import Team
from config import seed
from config.simulator.truth import differences, strangers
from tests.architecture.world import ANSWERS
from tests.consents import scenes as consents
from tests.dispatch.scenes import act, call, send, set_level, tap
from tests.encounters.scenes import WHOLE, amended
from tests.model.met_again import met_again
from tests.model.parts import Shadow, fresh_users
from tests.people import People
from tests.plans import scenes as plans
from tests.referrals.scenes import act as of
from tests.referrals.scenes import asked, three
from tests.teams.riding import make_team, put_on, ride

MODULES = (
    *(account_events, dispatch_events, encounter_events, followup_events),
    *(incident_events, outbox_events, person_events, plan_events, team_events, consent_events, referral_events),
)


ONLY_FOR_THE_WORKER = {"SignedOut"}
"""Told to no stream: the socket closes by its session, and the worker ends what wakes the phone."""
CLOSELY = ("casey", "dana", "omar")
"""A board, a clinician and an officer on it are compared after each step, everybody after each part of the story."""


class Watch:
    """Every role, each with a store that only events have changed since it began."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.names = sorted(people.everyone())
        self.shadows = {user.id: Shadow(user) for user in self.now()}

    def now(self, names: Sequence[str] = ()) -> list[User]:
        return fresh_users([getattr(self.people, name).id for name in names or self.names])

    def look(self, after: str) -> None:
        """They take what came, and hold what a fresh snapshot shows."""
        with projections.sharing({}):  # nothing changes meanwhile
            for user in self.now(CLOSELY):
                shadow = self.shadows[user.id]
                if shadow.keep_up(user):
                    assert differences(user, shadow.store.objects) == [], f"after {after}"

    def look_at_everybody(self) -> None:
        """The same for every role; and nobody holds what is not theirs by the rows themselves."""
        with projections.sharing({}):
            for user in self.now():
                self.shadows[user.id].keep_up(user)
                objects = self.shadows[user.id].store.objects
                assert differences(user, objects) + strangers(user, objects) == []


def events() -> set[str]:
    """The name of every event there is."""
    return {
        name
        for module in MODULES
        for name, thing in vars(module).items()
        if isinstance(thing, type) and is_dataclass(thing) and thing.__module__ == module.__name__
        if not name.startswith("_")
    }


def acknowledged(user: User, *, seen: bool = False) -> None:
    """A phone of this person has every alert so far."""
    ids = list(Delivery.objects.filter(user=user, kind="alert").values_list("id", flat=True))
    device_id = uuid7()
    acknowledge_all(by=user, device_id=device_id, sent=ids)  # written to the socket, no answer for 2 s
    acknowledge_all(by=user, device_id=device_id, received=ids, seen=ids if seen else [])
    run_handlers()


def on_the_way(people: People, mesa: Team, step: Callable[..., Any]) -> None:
    """From the call to the door and back, with every order there is on the way."""
    incident = step("a call", call, people, None)
    step("answers", do, incidents.answer_items, by=people.dana, incident_id=incident.id,
         answers={"weapon_in_reach": "yes"})  # fmt: skip
    sent = step("sending", send, people, incident, mesa)
    step("received", acknowledged, people.casey)
    step("seen", acknowledged, people.omar, seen=True)
    step("yes", act, dispatch.accept, people.casey, sent)
    step("no", act, dispatch.decline, people.omar, sent, reason="too_far")
    step("I have this", act, dispatch.take_alarm, people.dana, sent, alarm="declined:1")
    step("no taken back", act, dispatch.undo, people.omar, sent)
    step("en route", tap, people.casey, sent, "en_route")
    step("another address", do, incidents.change_incident, by=people.priya, incident_id=incident.id,
         fields={"place": "16 Juniper Lane", "words": "he has moved on"})  # fmt: skip
    step("level 4", set_level, people, incident.id, 4)
    step("the worker", run_handlers)
    step("clear", act, dispatch.clear_to_approach, people.dana, sent)
    step("hold", act, dispatch.hold_back, people.dana, sent)
    step("no staging", do, incidents.set_staging, by=people.dana, incident_id=incident.id, staged=False)
    step("the worker", run_handlers)
    step("on scene", tap, people.omar, sent, "on_scene")
    step("undone", act, dispatch.undo, people.omar, sent)
    step("corrected", act, dispatch.correct_status, people.dana, sent, to="on_scene", reason="by radio")
    at_the_door(people, sent, step)
    step("a remark", do, incidents.add_remark, by=people.casey, incident_id=incident.id, id=uuid7(), text="calm")
    step("told", do, incidents.note_told, by=people.dana, incident_id=incident.id, whom="ems", words="come")
    step("cleared", tap, people.casey, sent, "cleared")
    step("that undone", act, dispatch.undo, people.casey, sent)
    step("cleared again", tap, people.casey, sent, "cleared")
    step("the worker", run_handlers)
    step("it is old", do, encounters.let_go, by=people.system, programme_id=people.calder.id)
    step("closed", do, incidents.close_incident, by=people.dana, incident_id=incident.id, result="seen")
    step("reopened", do, incidents.reopen_incident, by=people.dana, incident_id=incident.id, reason="again")
    met_again(people, sent, step)
    twin = step("told twice", call, people)
    step("linked", do, incidents.link_duplicate, by=people.priya, incident_id=twin.id, of=incident.id)


def at_the_door(people: People, sent: Assignment, step: Callable[..., Any]) -> None:
    """The visit, written by both, signed and amended; who it is about turns up; a case is opened."""
    on = {"encounter_id": sent.id}
    step("a visit", do, encounters.begin, by=people.omar, **on)
    step("contact", do, encounters.write, by=people.casey, fields={"contact": "met"}, **on)
    step("who it is", find_out, people, sent)
    step("the worker", run_handlers)
    forms(people, sent, step)
    needs(people, sent, step)
    step("nothing happened", do, encounters.report_force, by=people.omar, said={"force": "none"}, **on)
    step("not meant", do, encounters.report_force, by=people.omar, said={"force": None}, **on)
    grave = {"force": "hurt_only", "injured": ["person"], "treated": "serious"}
    step("somebody was hurt", do, encounters.report_force, by=people.omar, said=grave, **on)
    step("the whole visit", do, encounters.write, by=people.casey, fields=WHOLE, **on)
    step("signed", do, encounters.sign, by=people.casey, op=Op(occurred_at=now() - timedelta(days=8)), **on)
    step("the worker", run_handlers)
    on_incident = {"incident_id": sent.incident_id}
    step("not that one", do, incidents.unlink_person, by=people.casey, reason="his brother", **on_incident)
    step("the worker", run_handlers)
    step("somebody else", find_out, people, sent)
    step("the worker", run_handlers)
    step("amended", amended, people.casey, sent, "note", "calmer than I wrote")
    step("what helped, amended", amended, people.casey, sent, "helped", ["one_voice"])
    step("it ended otherwise", amended, people.casey, sent, "disposition", "resolved")
    step("the worker", run_handlers)
    step("after all", amended, people.casey, sent, "disposition", "stabilization")
    step("the worker", run_handlers)
    looked_after(people, sent, step)
    step("another outcome", do, encounters.publish_disposition, by=people.ada, code="waiting",
         said={"text": {"en": "Waits", "es": "Espera"}, "group": "home"})  # fmt: skip


def looked_after(people: People, sent: Assignment, step: Callable[..., Any]) -> None:
    """The case that it opened: tried, offered, refused, taken over, landed; and the person calls again."""
    case = Case.objects.get(encounter_id=sent.id)
    on: dict[str, Any] = {"case_id": case.id}
    step("nobody answers", do, followups.attempt, by=people.cam, id=uuid7(), channel="call", result="no_answer", **on)
    device = do(accounts.register_device, by=people.cam, device_id=uuid7())
    with_push(device)
    step("it is due", all_due)
    number = {"value": "555-0143", "call": "yes", "text": "yes"}
    step("a number", do, person_actions.add_contact_point, by=people.cam, person_id=case.person_id, id=uuid7(),
         kind="phone", fields=number)  # fmt: skip
    step("a text from it", do, keep_reply, by=people.system, gateway_id="in-1", number="555-0143", text="Please call")
    step("who could have it", do, followups.offer, by=people.cam, user_id=people.casey.id, **on)
    step("no", do, followups.decline, by=people.casey, **on)
    step("somebody else", do, followups.offer, by=people.cam, user_id=people.sam.id, **on)
    step("yes", do, followups.accept, by=people.sam, **on)
    step("back", do, followups.give, by=people.sam, user_id=people.cam.id, **on)
    step("landed", do, followups.land, by=people.cam, **on)
    step("old", Case.objects.filter(id=case.id).update, ended_at=now() - timedelta(days=30))
    step("it is let go", do, followups.let_go_of, by=people.system, **on)
    again = step("he calls again", call, people)
    step("it is he", do, incidents.link_person, by=people.sam, incident_id=again.id, person_id=case.person_id)
    step("the worker", run_handlers)
    step("that was all", do, incidents.close_incident, by=people.dana, incident_id=again.id, result="by_phone")


def find_out(people: People, sent: Assignment) -> Person:
    """The incident is about somebody nobody knew, from now on."""
    new: dict[str, Any] = {"id": uuid7(), "given": "Ansel", "family": "Varga"}
    do(incidents.link_person, by=people.casey, incident_id=sent.incident_id, new=new)
    return Person.objects.get(id=new["id"])


def forms(people: People, sent: Assignment, step: Callable[..., Any]) -> None:
    """A questionnaire asked, and a safety plan left with the person."""
    on, screening, plan = {"encounter_id": sent.id}, uuid7(), uuid7()
    instrument = step("a questionnaire", seed.sample_instrument, people.calder.id)
    asked: dict[str, Any] = {"instrument": instrument.id, "response": ANSWERS}
    step("answers", do, encounters.record_screening, by=people.casey, id=screening, **on, **asked)
    said: dict[str, Any] = {"language": "en", "parts": {"signs": ["I stop sleeping."]}}
    step("a safety plan", do, encounters.write_safety_plan, by=people.casey, id=plan, **on, **said)
    step("printed", do, encounters.give_safety_plan, by=people.casey, plan_id=plan, id=uuid7(), how="print")
    agreed_to(people, on, step)
    step("asked no more", do, encounters.retire_instrument, by=people.ada, instrument_id=instrument.id)


def all_due() -> None:
    """The hour of every reminder has come."""
    Reminder.objects.filter(state=Reminder.State.WAITING).update(due_at=now() - timedelta(seconds=1))
    due_reminders()


def with_push(device: Device) -> None:
    """It can be woken."""
    key = VapidKey.objects.create(public="k", sealed="k")
    Subscription.objects.create(device=device, key=key, endpoint="https://push.example/cam", p256dh="k", auth="a")


def needs(people: People, sent: Assignment, step: Callable[..., Any]) -> None:
    """Three places asked, one late, one first; the others released; handed over, and taken by another owner."""
    places = three(people)
    need: Need = step("three places", asked, people.casey, sent, places, urgency="soon")
    step("the worker", run_handlers)
    Referral.objects.filter(need=need).update(sent_at=now() - timedelta(days=3))
    step("a question", of, answers.ask_question, people.system, need, places[0], name="Vera", text="How old?")
    step("an answer", of, answers.note, people.casey, need, places[0], id=uuid7(), kind="answer", text="44")
    step("no", of, answers.answer, people.system, need, places[0], answer="decline", code="full")
    step("seen", of, answers.mark_seen, people.system, need, places[1])
    for row in Referral.objects.filter(need=need, status="sent"):
        early: dict[str, Any] = {"due_at": now() - timedelta(days=2), "sent_at": now() - timedelta(days=3)}
        Referral.objects.filter(id=row.id).update(**early)
    for rung in ("owner", "supervisor"):
        step(f"late, {rung}", of, clocks.remind, people.system, need, places[2], rung=rung)
    step("yes", of, answers.answer, people.system, need, places[1], answer="accept")
    soon = now() + timedelta(hours=30)
    step("a date to come", of, answers.answer, people.system, need, places[1], answer="schedule", at=soon)
    step("the worker", run_handlers)
    step("the day before", all_due)
    step("a date", of, answers.answer, people.system, need, places[1], answer="schedule", at=now())
    step("did not come", of, coming.missed, people.casey, need, places[1])
    step("another date", of, answers.answer, people.system, need, places[1], answer="schedule", at=now())
    step("taken", do, care.take, by=people.sam, need_id=need.id)
    step("given", do, care.give, by=people.sam, need_id=need.id, user_id=people.cam.id)
    step("on the way", of, handover.left, people.casey, need, places[1])
    step("there", of, handover.hand_over, people.casey, need, places[1], to="Rosa Ibarra")
    step("it helped", of, coming.close, people.cam, need, places[1], helped=True)
    step("the worker", run_handlers)
    step("let go", do, care.let_go, by=people.system, need_id=need.id)
    other: Need = step("another need", asked, people.casey, sent, places[:2])
    step("called off", of, coming.cancel, people.casey, other, places[0], reason="by_person")
    step("one more", do, asking.ask_next, by=people.casey, need_id=other.id, referral_id=uuid7(),
         service_id=places[2].id)  # fmt: skip


def agreed_to(people: People, on: dict[str, Any], step: Callable[..., Any]) -> None:
    """What the person lets others know, by newer versions, taken back, and over."""
    first = step("a consent", consents.given, people, **on)
    step("another version", consents.given, people, replaces=first.id, is_sud=True, **on)
    step("taken back", consents.withdrawn, people, first)
    last = step("one more", consents.given, people, is_sud=True, **on)
    Consent.objects.filter(id=last.id).update(ends_at=now() - timedelta(seconds=1))
    step("it is over", due_consents)


def who_is_known(people: People, grant: Team, step: Callable[..., Any]) -> None:
    """A person with a number and a plan, read by police on a basis; two records joined and taken apart."""
    incident = step("a call", call, people)
    mesa = Team.objects.get(name="Mesa 2")
    sent = step("sending", send, people, incident, mesa)
    person = step("who it is", find_out, people, sent)
    on = {"person_id": person.id}
    step("another name", do, person_actions.change_person, by=people.casey, fields={"called": "Sel"}, **on)
    step("a number", do, person_actions.add_contact_point, by=people.casey, id=uuid7(), kind="phone", **on,
         fields={"value": "555-0199", "who_else": "his mother"})  # fmt: skip
    plan = step("a plan", plans.approved, people, person, people.casey)
    step("he agrees", plans.agree, people, person, by=people.casey)
    step("and that others be told", consents.given, people, person)
    step("a suggestion", do, plan_field.suggest, by=people.omar, suggestion_id=uuid7(), plan_id=plan.id,
         about="helped", words="the dog")  # fmt: skip
    again = step("another call", call, people)
    step("another team", send, people, again, grant, override_reason="the nearest")
    step("about the same", do, incidents.link_person, by=people.dana, incident_id=again.id, person_id=person.id)
    step("that one off", cancel_all, people, grant)
    threat = {"basis_id": uuid7(), "incident_id": incident.id, "words": "a knife", "source": "seen", "hours": 2}
    step("a threat", do, plan_basis.state_threat, by=people.casey, **on, **threat)
    step("another owner", do, plan_owner.hand_over, by=people.casey, plan_id=plan.id, owner_id=people.sam.id)
    step("who has it", do, plan_owner.take, by=people.sam, plan_id=plan.id)
    step("he agrees no more", do, plan_basis.end_basis, by=people.casey, person_id=person.id)
    for reminder in PlanReminder.objects.filter(plan_id=plan.id).order_by("due_at"):
        step(f"a reminder, {reminder.rung}", do, plan_field.climb, by=people.system, reminder_id=reminder.id)
    step("withdrawn", plans.act, plan_writing.withdraw_plan, people.casey, plan, reason="he wants another")
    other = Person.objects.create(programme=people.calder, given="Anselmo", made_by=people.casey)
    join = {"person_id": other.id, "into": person.id, "reason": "the same"}
    step("he agrees under another name", plans.agree, people, other, by=people.sam)
    step("joined", do, person_actions.merge, by=people.sam, **join)
    step("apart", do, person_actions.unmerge, by=people.sam, person_id=other.id, reason="not the same")
    step("cleared", act, dispatch.cancel, people.dana, sent, reason="calm")


def two_teams(people: People, mesa: Team, grant: Team, step: Callable[..., Any]) -> None:
    """Two teams on one call, a divert, a cancel, a team that is declined, and one that begins itself."""
    first, worse = step("a call", call, people), step("a worse one", call, people, 4)
    sent = step("sending", send, people, first, mesa)
    step("a second team", send, people, first, grant, override_reason="two are needed")
    step("joining", put_on, people, grant, people.jo)
    step("the proposal was received", acknowledged, people.jo)
    step("the worker", run_handlers)
    diverted = step("diverting", act, dispatch.divert, people.dana, sent, new_id=uuid7(), incident_id=worse.id)
    step("taking back", act, dispatch.cancel, people.dana, diverted, reason="calm")
    sent = step("once more", send, people, worse, mesa)
    step("no", act, dispatch.decline, people.casey, sent, reason="trouble")
    step("no of both", act, dispatch.decline, people.omar, sent, reason="trouble")
    step("the field's own", do, dispatch.start_own, by=people.casey, assignment_id=uuid7(), incident_id=uuid7(),
         fields={"place": "Juniper and 4th"})  # fmt: skip


def shifts_and_access(people: People, step: Callable[..., Any]) -> None:
    """Shifts proposed, confirmed, declined and ended; a role taken away and given again; a phone taken away."""
    team = step("a team", make_team, people, "Quarry 5")
    step("no to a shift", decline_a_shift, people, team)
    membership = people.riley.memberships.get(until__isnull=True)
    step("a role gone", do, accounts.end_membership, by=people.system, membership_id=membership.id)
    step("a role again", do, accounts.grant_membership, by=people.system, user_id=people.riley.id,
         role=membership.role, programme_id=people.calder.id)  # fmt: skip
    device = step("a phone", do, accounts.register_device, by=people.omar, device_id=uuid7())
    step("taken away", do, accounts.revoke_device, by=people.dana, device_id=device.id)


def decline_a_shift(people: People, team: Team) -> None:
    shift = do(teams.put_on_shift, by=people.dana, shift_id=uuid7(), team_id=team.id, user_id=people.jo.id,
               ends_at=now() + timedelta(hours=8))  # fmt: skip
    do(teams.decline_shift, by=people.jo, shift_id=shift.id)


@pytest.mark.long
@pytest.mark.usefixtures("committed")
def test_old_snapshot_and_events_are_a_fresh_snapshot_for_every_event_and_everybody(people: People) -> None:
    watch = Watch(people)

    def step(what: str, fn: Callable[..., Any], *args: Any, **more: Any) -> Any:
        done = fn(*args, **more)
        watch.look(what)
        return done

    mesa = step("a team that rides", ride, people, people.casey, people.omar)
    grant = step("another", ride, people, people.riley, name="Grant 1")
    on_the_way(people, mesa, step)
    watch.look_at_everybody()
    who_is_known(people, grant, step)
    watch.look_at_everybody()
    two_teams(people, mesa, grant, step)
    watch.look_at_everybody()
    for shift in grant.shifts.filter(ended_at__isnull=True, user=people.jo):
        step("a cancel", cancel_all, people, grant)
        step("the end of a shift", do, teams.end_shift, by=people.jo, shift_id=shift.id)
    shifts_and_access(people, step)
    watch.look_at_everybody()
    assert events() - ONLY_FOR_THE_WORKER - set(Delivery.objects.values_list("event", flat=True)) == set()


def cancel_all(people: People, team: Team) -> None:
    for assignment in team.assignments.filter(ended_at__isnull=True):
        act(dispatch.cancel, people.dana, assignment)

"""THE access table: who may do what, and which class of field each role may see (product §10). Data, no code.

A cell is ANY, or the name of a predicate that an app registers in its policies.py. What is not here is denied.
"""

from typing import Final

from apps.access.roles import Role

ANY: Final = "any"

D, T, C, O, P = Role.DISPATCHER, Role.CALL_TAKER, Role.CLINICIAN, Role.OFFICER, Role.PEER  # noqa: E741
M, S, L, A, Y = (
    Role.CASE_MANAGER,
    Role.SUPERVISOR,
    Role.POLICE_SUPERVISOR,
    Role.ADMINISTRATOR,
    Role.SYSTEM,
)


def _for(when: str, *roles: Role) -> dict[Role, str]:
    return dict.fromkeys(roles, when)


_DESK = _for(ANY, D, T, S)
_FIELD_ON_IT = _for("incidents.is_involved", C, O, P)
_EVERYONE = _for(ANY, D, T, C, O, P, M, S, L, A)

ONESELF: Final = frozenset(
    {"session.read", "session.language", "session.welcome", "session.sign_out", "device.register", "op.settle"}
    | {"device.subscribe", "device.test_wake", "device.woken", "device.report"}
)
"""What everybody with an account does for himself, also while in no programme."""

ACTIONS: Final[dict[str, dict[Role, str]]] = {
    # ---- oneself
    **dict.fromkeys(sorted(ONESELF), _EVERYONE),
    "changes.read": _EVERYONE,
    "alert.acknowledge": _EVERYONE,
    "presence.read": _for(ANY, D, T, S, C, O, P),
    # ---- accounts
    "programme.create": _for(ANY, Y),
    "agency.create": _for(ANY, A, Y),
    "partnership.add": _for(ANY, A, Y),
    "user.invite": _for(ANY, A, Y),
    "user.send_link": _for("accounts.not_oneself", A) | _for(ANY, Y),
    "user.change": _for("accounts.not_oneself", A) | _for(ANY, Y),
    "user.release": _for("accounts.not_oneself", A, S) | _for(ANY, Y),
    "membership.grant": _for("accounts.not_oneself", A) | _for(ANY, Y),
    "membership.end": _for(ANY, A, Y),
    "device.read": _for(ANY, A, S, D),
    "device.revoke": _for(ANY, A, S, D, Y),
    "device.test_alert": _for(ANY, A, S, D),
    "admin.read": _for(ANY, A),
    "programme.change": _for(ANY, A),
    "handler.requeue": _for(ANY, A),
    # ---- notifications
    "push.make_key": _for(ANY, Y),
    "push.send": _for(ANY, Y),
    "push.end": _for(ANY, Y),
    # ---- teams
    "team.create": _for(ANY, A, S, Y),
    "team.read": _for(ANY, D, T, S) | _for("teams.same_programme", C, O, P),
    "shift.start": _for(ANY, C, O, P),
    "shift.put_on": _for(ANY, D, S, Y),
    "shift.confirm": _for("teams.is_own_shift", C, O, P),
    "shift.decline": _for("teams.is_own_shift", C, O, P),
    "shift.end": _for("teams.ends_shift", C, O, P) | _for(ANY, D, S),
    "team.set_vehicle": _for("teams.is_on_team", C, O, P) | _for(ANY, D, S),
    "team.set_status": _for("teams.is_on_team", C, O, P) | _for(ANY, D, S),
    "position.report": _for("teams.is_on_shift", C, O, P),
    "colleagues.read": _for(ANY, C, O, P, D, S),
    # ---- incidents
    "incident.read": _DESK | _FIELD_ON_IT,
    "incident.create": _for(ANY, D, T, S, Y) | _for("teams.is_on_shift", C, O, P),
    "incident.change": _DESK | _FIELD_ON_IT,
    "incident.answer": _DESK | _FIELD_ON_IT,
    "incident.decide": _for(ANY, D, T, S),
    "incident.override": _for(ANY, D, S),
    "incident.stage": _for(ANY, D, S),
    "incident.remark": _DESK | _FIELD_ON_IT,
    "incident.told": _DESK | _FIELD_ON_IT,
    "incident.close": _for(ANY, D, S),
    "incident.reopen": _for(ANY, D, S),
    "incident.link_duplicate": _for(ANY, D, T, S),
    "incident.parse": _DESK,
    "incident.earlier": _DESK,
    "incident.search": _DESK,
    "incident.export": _for(ANY, S, D),
    "incident.import": _for(ANY, A, Y),
    "matrix.read": _for(ANY, D, T, S, C, O, P, A),
    "matrix.publish": _for(ANY, Y),
    "matrix.draft": _for(ANY, A),
    "matrix.approve": _for("incidents.not_own_draft", S),
    # ---- identity
    "incident.match": _DESK | _for("incidents.is_involved", C),
    "incident.offered": _FIELD_ON_IT,
    "incident.link_person": _DESK | _FIELD_ON_IT | _for(ANY, Y),
    "incident.unlink_person": _DESK | _FIELD_ON_IT,
    "person.read": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "person.change": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "person.add_name": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "person.find_same": _for("involvement.is_involved", M) | _for(ANY, S),
    "person.merge": _for("involvement.is_involved", M) | _for(ANY, S),
    "person.unmerge": _for("involvement.is_involved", M) | _for(ANY, S),
    "person.take_over": _for("involvement.is_involved", M) | _for(ANY, S),
    "contact_point.add": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "contact_point.change": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "contact_point.stop": _for(ANY, Y),
    # ---- dispatch
    "assignment.read": _DESK | _for("dispatch.is_member", C, O, P),
    "assignment.send": _for(ANY, D, S),
    "assignment.start_own": _for("teams.is_on_shift", C, O, P),
    "assignment.accept": _for("dispatch.is_member", C, O, P),
    "assignment.decline": _for("dispatch.is_member", C, O, P),
    "assignment.set_status": _for("dispatch.is_member", C, O, P),
    "assignment.undo": _for("dispatch.is_member", C, O, P),
    "assignment.clear_to_approach": _for(ANY, D, S) | _for("dispatch.is_member", O),
    "assignment.hold": _for(ANY, D, S) | _for("dispatch.is_member", O),
    "assignment.cancel": _for(ANY, D, S),
    "assignment.divert": _for(ANY, D, S),
    "assignment.correct": _for(ANY, D, S),
    "assignment.take_alarm": _for(ANY, D, S),
    "assignment.suitable": _DESK,
    # ---- encounters: the visit
    "encounter.read": _for(ANY, S) | _for("encounters.was_there", O, P) | _for("involvement.is_involved", C, M),
    "encounter.begin": _for("dispatch.is_member", C, O, P),
    "encounter.write": _for("dispatch.is_member", C),
    "encounter.report_force": _for("dispatch.is_member", O),
    "encounter.sign": _for("dispatch.is_member", C),
    "encounter.amend": _for("encounters.was_there", C, O),
    "disposition.publish": _for(ANY, A, Y),
    "disposition.retire": _for(ANY, A, Y),
    "disposition.withdraw": _for(ANY, A),
    # ---- instruments and safety plan
    "instrument.load": _for(ANY, A, Y),
    "instrument.retire": _for(ANY, A, Y),
    "screening.record": _for("dispatch.is_member", C),
    "screening.read": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "safety_plan.write": _for("involvement.is_involved", C, M),
    "safety_plan.read": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "safety_plan.give": _for("involvement.is_involved", C, M),
    "safety_plan.revoke": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "safety_plan.open": _for(ANY, Y),
    # ---- follow-ups: cases, and what a shift hands over
    "case.open": _for(ANY, Y),
    "case.read": _for(ANY, C, M, S),
    "case.attempt": _for(ANY, C, M, S),
    "case.later": _for(ANY, M, S) | _for("followups.is_owner", C),
    "case.text": _for(ANY, M, S) | _for("followups.is_owner", C),
    "case.offer": _for("followups.is_owner", C, M) | _for(ANY, S),
    "case.accept": _for("followups.is_offered_to", C, M, S),
    "case.decline": _for("followups.is_offered_to", C, M, S),
    "case.take": _for("followups.may_take", C, M) | _for(ANY, S),
    "case.give": _for(ANY, S, Y),
    "case.land": _for(ANY, M, S) | _for("followups.is_owner", C),
    "case.close": _for(ANY, M, S) | _for("followups.is_owner", C),
    "case.reopen": _for(ANY, M, S, Y) | _for("followups.is_owner", C),
    "case.decide": _for(ANY, M, S) | _for("followups.is_owner", C),
    "case.follow": _for(ANY, Y),
    "case.let_go": _for(ANY, Y),
    "case.without_manager": _for(ANY, S, A),
    # reminders, and what people answer to them
    "reminder.plan": _for(ANY, Y),
    "reminder.send": _for(ANY, Y),
    "reply.keep": _for(ANY, Y),
    "shift.handover": _for("teams.is_own_shift", C, O, P) | _for(ANY, S),
    # ---- response plans: written by those who have to do with the person, approved by another of them
    "plan.read": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.draft": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.change": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.submit": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.approve": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.send_back": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.withdraw": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.note": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.hand_over": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.take": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.consent": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.state_threat": _for("involvement.is_involved", C),
    "plan.end_basis": _for("involvement.is_involved", C, M) | _for(ANY, S, Y),
    "plan.weigh": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "plan.view": _for(ANY, D, T, S) | _for("involvement.is_involved", C, O, P, M),
    "plan.suggest": _for("involvement.is_involved", C) | _for("people.may_see_card", O, P),
    "plan.offer": _for(ANY, Y),
    "plan.remind": _for(ANY, Y),
    # ---- directory
    "directory.read": _for(ANY, D, T, C, O, P, M, S, A),
    "directory.import": _for(ANY, A, Y),
    "directory.write": _for(ANY, Y),
    "capacity.report": _for(ANY, D, T, C, O, P, M, S),
    "capacity.say": _for(ANY, Y),
    "capacity.make_link": _for(ANY, M, S, A),
    "capacity.end_link": _for(ANY, M, S, A),
    "service.correct": _for(ANY, C, O, P, M, S),
    "service.settle": _for(ANY, M, S, A),
    "service.review_sud": _for(ANY, S, A),
    "service.write_handoff": _for(ANY, M, S, A),
    # ---- consents
    "consent.give": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "consent.read": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "consent.withdraw": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "consent.end": _for(ANY, Y),
    "disclosure.read": _for("involvement.is_involved", M) | _for(ANY, S),
    # ---- referrals
    "need.read": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "need.ask": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "need.ask_next": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "need.take": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "need.give": _for("involvement.is_involved", C, M) | _for(ANY, S, Y),
    "need.end": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "referral.send": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "referral.answer": _for("involvement.is_involved", C, M) | _for(ANY, S, Y),
    "referral.attended": _for("involvement.is_involved", C, M) | _for(ANY, S, Y),
    "referral.missed": _for("involvement.is_involved", C, M) | _for(ANY, S, Y),
    "referral.no_contact": _for("involvement.is_involved", C, M) | _for(ANY, S, Y),
    "referral.close": _for("involvement.is_involved", C, M) | _for(ANY, S, Y),
    "referral.cancel": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "referral.confirm_cancel": _for("involvement.is_involved", C, M) | _for(ANY, S, Y),
    "referral.mark_error": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "referral.note": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "referral.leave": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "referral.arrive": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "referral.handover": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "referral.take_back": _for("involvement.is_involved", C, M) | _for(ANY, S),
    # what places say, by their link or their own system
    "referral.seen": _for(ANY, Y),
    "referral.ask_question": _for(ANY, Y),
    "referral.propose_times": _for(ANY, Y),
    "referral.confirm": _for(ANY, Y),
    # what follows from clocks and other facts
    "need.remind": _for(ANY, Y),
    "need.follow": _for(ANY, Y),
    "need.let_go": _for(ANY, Y),
    "referral.expire": _for(ANY, Y),
    "referral.withdraw": _for(ANY, Y),
    # ---- the places that are asked, and their own systems
    "referral.send_link": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "referral.tell_factor": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "referral.print": _for("involvement.is_involved", C, M) | _for(ANY, S),
    "place.tell": _for(ANY, Y),
    "place.show": _for(ANY, Y),
    "place.open": _for(ANY, Y),
    "place.see": _for(ANY, Y),
    "place.act": _for(ANY, Y),
    "partner_token.make": _for(ANY, S, A, Y),
    "partner_token.read": _for(ANY, S, A),
    "partner_token.rotate": _for(ANY, S, A, Y),
    "partner_token.revoke": _for(ANY, S, A, Y),
    "fhir.read": _for(ANY, Y),
    "fhir.update": _for(ANY, Y),
    # ---- outcomes: figures without a person; the rows behind them only for those who may see each of them
    "outcomes.today": _for(ANY, S),
    "outcomes.read": _for(ANY, S, L, A),
    "outcomes.rows": _for(ANY, S),
    # ---- messages that leave the building
    "message.send": _for(ANY, Y),
    "message.settle": _for(ANY, Y),
    "message.receipt": _for(ANY, Y),
    "message.keep": _for(ANY, Y),
    "message.empty": _for(ANY, Y),
    "message.requeue": _for(ANY, A),
    "message.put_aside": _for(ANY, A),
    # ---- the administrator's desk
    "audit.export": _for(ANY, A),
    "audit.verify": _for(ANY, A, Y),
    "drill.record": _for(ANY, Y),
    "review.record": _for(ANY, A),
}

CLASSES: Final[dict[str, dict[Role, str]]] = {
    # ids, versions, links: whoever may see the row at all
    "key": _EVERYONE | _for(ANY, Y),
    "operational": _DESK | _FIELD_ON_IT,
    "identity": _DESK | _FIELD_ON_IT,
    # who the person is, on the person's own record
    "person": _for(ANY, D, T, S) | _for("involvement.is_involved", C, O, P, M),
    # how the person may be reached, and what was agreed to
    "contacts": _for("involvement.is_involved", C, M) | _for(ANY, S),
    # what was written with and about the person: never an officer, never the desk
    "clinical": _for("involvement.is_involved", C, M) | _for(ANY, S),
    # what says that somebody has care for substance use (42 CFR Part 2): by the person's consent, never an officer
    "sud": _for("people.may_see_sud", C, M, S),
    # questionnaires with whose wording they are: for those who ask them, and those who answer for them
    "instrument": _for(ANY, C, M, S, A),
    # that a team met somebody, and where it took them: operational, without a clinical word
    "visit": _for(ANY, D, T, S) | _for("involvement.is_involved", C, O, P, M),
    # the officer's short report: who was there, and the supervisor; the case manager only whether there was force
    "force": _for("encounters.was_there", C, O) | _for(ANY, S),
    "force_outcome": _for("involvement.is_involved", C, M) | _for(ANY, S),
    # whose case it is, since when and why: a clinician has one only where nobody else was there to take it
    "case": _for(ANY, C, M, S),
    # what may hurt somebody at the door, out of a person's plan: operational
    "hazard": _for(ANY, D, T, S) | _for("involvement.is_involved", C, O, P, M),
    # what helps this person: read aloud by the desk; police and peers only while there is a basis
    "card": _for(ANY, D, T, S) | _for("involvement.is_involved", C, M) | _for("people.may_see_card", O, P),
    # where people can go: it tells of nobody
    "directory": _for(ANY, D, T, C, O, P, M, S, A),
    # names and work phones of staff, their shifts and skills
    "staff": _EVERYONE,
    # where staff are and what they are on just now: the board and their own team
    "whereabouts": _for(ANY, D, T, S) | _for("teams.is_on_team", C, O, P),
    # how a phone stands: version, room, how much it has not sent (never what), whether it can be woken
    "device": _for(ANY, D, S, A),
    # how an account stands: only administration, and the person
    "account": _for(ANY, A),
    # never leaves the server by any road
    "secret": {},
    # bookkeeping of delivery and record: the auditor's tools read it in the database
    "record": {},
}

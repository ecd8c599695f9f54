"""Every road that acts on an object, with a body that would do, and who of those who know of it may do it.

d the desk, s the supervisor, c the crew of the team in question, o its officers and k its clinicians, f everybody of
the field in the programme, m the case manager and a the administrator.
"""

from dataclasses import dataclass
from typing import Any

from apps.people.consent_words import WORDING
from tests.architecture.world import ANSWERS

_INCIDENT, _ASSIGNMENT, _VISIT = "incidents/{incident}", "assignments/{assignment}", "encounters/{assignment}"
_AMENDMENT = {"id": "{new}", "part": "clinician", "field": "note", "value": "calmer", "reason": "forgotten"}
_PERSON, _POINTS = "people/{person}", "people/{person}/contact-points"
_PLAN, _NEXT_YEAR = "plans/{plan}", "2099-01-02"

_SERVICE, _PROGRAMME = "services/{service}", "dsfma"
_WORD = {"id": "{new}", "capacity": "{capacity}", "available": 1, "how": "phone"}
_FACT = {"id": "{new}", "what": "not_for", "value": {"words": "x"}, "how": "phone"}
_HANDOFF = {"email": "desk@harbor.example", "sms": "", "fax": "", "how": "phone"}
_SECRET = "alongside_" + "s" * 43
_LINK = {"id": "{new}", "code": "0123456789ABCDEF", "days": 7, "language": "en"}
_SCREENING = {"id": "{new}", "instrument": "{instrument}", "response": ANSWERS}
_CONSENT: dict[str, Any] = {
    "id": "{new}",
    "person": "{person}",
    "decided_by": "person",
    "decider_name": "Somebody",
    "discloser": "The programme",
    "recipients": [{"service": None, "name": "Harbor Light"}],
    "what": ["name"],
    "until": "{month_from_now}",
    "how": "typed",
    "typed_name": "Somebody",
    "language": "en",
    "wording": WORDING,
}
_NEED, _REFERRAL = "needs/{need}", "referrals/{referral}"
_NEED_BODY = {
    "id": "{new}",
    "encounter": "{assignment}",
    "words": "A bed",
    "urgency": "now",
    "basis": "treatment",
    "what": ["name"],
    "places": [{"referral": "{new}", "service": "{service}"}],
}
_CASE = "cases/{case}"
_TRY = {"id": "{new}", "channel": "call", "result": "no_answer", "words": "rang out"}
_TEXT = {"contact": "{point}", "kind": "call_us"}
_SAFETY_PLAN = {"id": "{new}", "language": "en", "parts": {"signs": ["I stop sleeping."]}}


@dataclass(frozen=True)
class Road:
    """One way to act."""

    action: str
    may: str
    road: str
    body: dict[str, Any] | None
    method: str = "post"
    sees: str = "dsc"
    """Who may know of the object; the others get 404."""


ROADS = (
    Road("incident.read", "dsc", _INCIDENT, None, "get"),
    Road("incident.read", "dsc", _INCIDENT + "/timeline", None, "get"),
    Road("incident.change", "dsc", _INCIDENT, {"area": "x"}, "patch"),
    Road("incident.answer", "dsc", _INCIDENT + "/answers", {"item": "dogs", "answer": "yes"}),
    Road("incident.decide", "ds", _INCIDENT + "/decide", {}),
    Road("incident.override", "ds", _INCIDENT + "/level", {"level": 4, "reason": "seen at the window"}),
    Road("incident.stage", "ds", _INCIDENT + "/staging", {"staged": True, "staging_point": "corner"}),
    Road("incident.remark", "dsc", _INCIDENT + "/remarks", {"id": "{new}", "text": "dog in the yard"}),
    Road("incident.told", "dsc", _INCIDENT + "/told", {"whom": "ems", "words": "told"}),
    Road("incident.close", "ds", _INCIDENT + "/close", {"result": "no_need"}),
    Road("incident.reopen", "ds", _INCIDENT + "/reopen", {"reason": "she called again"}),
    Road("incident.link_duplicate", "ds", _INCIDENT + "/duplicate", {"of": "{second}"}, sees="ds"),
    Road("incident.match", "dsk", _INCIDENT + "/match", {"name": "Nobody Atall"}),
    Road("incident.offered", "c", _INCIDENT + "/offered", None, "get"),
    Road("incident.link_person", "dsc", _INCIDENT + "/person", {"new": {"id": "{new}", "given": "Otto"}}),
    Road("incident.unlink_person", "dsc", _INCIDENT + "/unlink-person", {"reason": "his brother"}),
    Road("person.read", "sk", _PERSON, None, "get"),
    Road("person.read", "sk", _PERSON + "/incidents", None, "get"),
    Road("person.read", "sk", _PERSON + "/merges", None, "get"),
    Road("person.change", "sk", _PERSON, {"called": "Sel"}, "patch"),
    Road("person.add_name", "sk", _PERSON + "/names", {"id": "{new}", "kind": "alias", "given": "Otto"}),
    Road("encounter.read", "sk", _PERSON + "/visits", None, "get"),
    Road("person.find_same", "s", _PERSON + "/same-as", {}),
    Road("person.merge", "s", _PERSON + "/merge", {"into": "{other}", "reason": "same"}),
    Road("person.unmerge", "s", _PERSON + "/unmerge", {"reason": "his brother"}),
    Road("person.take_over", "s", _PERSON + "/take-over", {"out_of": "{other}", "ids": ["{new}"]}),
    Road("contact_point.add", "sk", _POINTS, {"id": "{new}", "kind": "phone", "value": "555"}),
    Road("contact_point.change", "sk", _POINTS + "/{point}", {"call": "no"}, "patch"),
    Road("plan.read", "sk", _PLAN, None, "get"),
    Road("plan.read", "sk", _PERSON + "/plans", None, "get"),
    Road("plan.draft", "sk", _PERSON + "/plans", {"id": "{new}"}),
    Road("plan.change", "sk", _PLAN, {"looks": "x"}, "patch"),
    Road("plan.submit", "sk", _PLAN + "/submit", {}),
    Road("plan.approve", "sk", _PLAN + "/approve", {}),
    Road("plan.send_back", "sk", _PLAN + "/send-back", {"reason": "look again"}),
    Road("plan.withdraw", "sk", _PLAN + "/withdraw", {"reason": "she asked"}),
    Road("plan.hand_over", "sk", _PLAN + "/hand-over", {"owner": "{member}"}),
    Road("plan.take", "sk", _PLAN + "/take", {}),
    Road("plan.note", "sk", _PLAN + "/notes", {"id": "{new}", "text": "evenings"}),
    Road("plan.view", "dsc", _PLAN + "/viewed", {}),
    Road("plan.suggest", "k", _PLAN + "/suggest", {"id": "{new}", "about": "worse", "words": "sirens"}),
    Road("plan.weigh", "sk", "plan-suggestions/{suggestion}/weigh", {"take_in": True}, sees="sk"),
    Road("plan.consent", "sk", _PERSON + "/consent", {"id": "{new}", "given_on": "2026-01-02", "until": _NEXT_YEAR}),
    Road("plan.state_threat", "k", _PERSON + "/threat", {"id": "{new}", "incident": "{incident}", "words": "a gun"}),
    Road("plan.end_basis", "sk", _PERSON + "/basis/end", {}),
    Road("consent.give", "sk", "consents", _CONSENT),
    Road("consent.read", "sk", "consents/{consent}/copy.pdf", None, "get", sees="sk"),
    Road("consent.read", "sk", _PERSON + "/consents", None, "get"),
    Road("consent.withdraw", "sk", "consents/{consent}/withdraw", {"how": "told"}, sees="sk"),
    Road("disclosure.read", "s", _PERSON + "/disclosures", None, "get"),
    Road("disclosure.read", "s", _PERSON + "/disclosures.pdf", None, "get"),
    Road("assignment.suitable", "ds", _INCIDENT + "/teams", None, "get"),
    Road("assignment.send", "ds", "assignments", {"id": "{new}", "incident": "{incident}", "team": "{team}"}),
    Road("assignment.accept", "c", _ASSIGNMENT + "/accept", {}),
    Road("assignment.decline", "c", _ASSIGNMENT + "/decline", {"reason": "too_far"}),
    Road("assignment.set_status", "c", _ASSIGNMENT + "/status", {"to": "en_route"}),
    Road("assignment.undo", "c", _ASSIGNMENT + "/undo", {}),
    Road("assignment.cancel", "ds", _ASSIGNMENT + "/cancel", {}),
    Road("assignment.divert", "ds", _ASSIGNMENT + "/divert", {"id": "{new}", "incident": "{incident}"}),
    Road("assignment.clear_to_approach", "dso", _ASSIGNMENT + "/clear", {}),
    Road("assignment.hold", "dso", _ASSIGNMENT + "/hold", {}),
    Road("assignment.correct", "ds", _ASSIGNMENT + "/correct", {"to": "on_scene", "reason": "by radio"}),
    Road("assignment.take_alarm", "ds", _ASSIGNMENT + "/alarm", {"alarm": "declined:1"}),
    Road("encounter.read", "sc", _VISIT, None, "get", sees="sc"),
    Road("encounter.begin", "c", _VISIT + "/begin", {}),
    Road("encounter.write", "k", _VISIT, {"note": "calm"}, "patch"),
    Road("encounter.report_force", "o", _VISIT + "/officer", {"force": "none"}),
    Road("encounter.sign", "k", _VISIT + "/sign", {}),
    Road("encounter.amend", "k", _VISIT + "/amend", _AMENDMENT, sees="sc"),
    Road("screening.record", "k", _VISIT + "/screenings", _SCREENING),
    Road("screening.read", "sk", "screenings/{screening}", None, "get", sees="sk"),
    Road("safety_plan.write", "k", _VISIT + "/safety-plans", _SAFETY_PLAN),
    Road("safety_plan.read", "sk", "safety-plans/{safety_plan}", None, "get", sees="sk"),
    Road("safety_plan.read", "sk", "safety-plans/{safety_plan}/page.pdf", None, "get", sees="sk"),
    Road("safety_plan.give", "k", "safety-plans/{safety_plan}/give", {"id": "{new}", "how": "read"}, sees="sk"),
    Road("safety_plan.revoke", "sk", "safety-plans/{safety_plan}/given/{link}/revoke", {}, sees="sk"),
    Road("directory.read", "dsfma", _SERVICE, None, "get", sees=_PROGRAMME),
    Road("capacity.report", "dsfm", _SERVICE + "/capacity", _WORD, sees=_PROGRAMME),
    Road("service.correct", "sfm", _SERVICE + "/correct", _FACT, sees=_PROGRAMME),
    Road("service.settle", "sm", _SERVICE + "/settle", {"what": "phones", "take": "ours"}, sees=_PROGRAMME),
    Road("service.review_sud", "sa", _SERVICE + "/sud", {"is_sud": True}, sees=_PROGRAMME),
    Road("service.write_handoff", "sma", _SERVICE + "/handoff", _HANDOFF, sees=_PROGRAMME),
    Road("partner_token.read", "sa", _SERVICE + "/systems", None, "get", sees=_PROGRAMME),
    Road("partner_token.rotate", "sa", "partner-tokens/{token}/rotate", {"secret": _SECRET}, sees="sa"),
    Road("partner_token.revoke", "sa", "partner-tokens/{token}/revoke", {}, sees="sa"),
    Road("capacity.make_link", "sma", _SERVICE + "/links", _LINK, sees=_PROGRAMME),
    Road("capacity.end_link", "sma", _SERVICE + "/links/{capacity_link}/end", {}, sees=_PROGRAMME),
    Road("shift.handover", "s1", "shifts/{shift}/handover", None, "get", sees="dsf"),
    Road("need.ask", "sk", "needs", _NEED_BODY),
    Road("need.read", "sk", _NEED, None, "get", sees="sk"),
    Road("need.ask_next", "sk", _NEED + "/places", {"referral": "{new}", "service": "{service}"}, sees="sk"),
    Road("need.take", "sk", _NEED + "/take", {}, sees="sk"),
    Road("need.give", "sk", _NEED + "/give", {"user": "{member}"}, sees="sk"),
    Road("need.end", "sk", _NEED + "/end", {"words": "she went home"}, sees="sk"),
    Road("referral.answer", "sk", _REFERRAL + "/answer", {"answer": "accept", "name": "Rosa"}, sees="sk"),
    Road("referral.send", "sk", _REFERRAL + "/send", {}, sees="sk"),
    Road("referral.attended", "sk", _REFERRAL + "/attended", {}, sees="sk"),
    Road("referral.missed", "sk", _REFERRAL + "/missed", {}, sees="sk"),
    Road("referral.no_contact", "sk", _REFERRAL + "/no-contact", {}, sees="sk"),
    Road("referral.close", "sk", _REFERRAL + "/close", {"helped": True}, sees="sk"),
    Road("referral.cancel", "sk", _REFERRAL + "/cancel", {"reason": "by_us"}, sees="sk"),
    Road("referral.confirm_cancel", "sk", _REFERRAL + "/confirm-cancel", {}, sees="sk"),
    Road("referral.mark_error", "sk", _REFERRAL + "/mark-error", {"words": "the wrong one"}, sees="sk"),
    Road("referral.note", "sk", _REFERRAL + "/note", {"id": "{new}", "kind": "call", "text": "told"}, sees="sk"),
    Road("referral.send_link", "sk", _REFERRAL + "/link", {}, sees="sk"),
    Road("referral.tell_factor", "sk", _REFERRAL + "/factor", {"factor": "123456"}, sees="sk"),
    Road("referral.print", "sk", _REFERRAL + "/request.pdf", None, "get", sees="sk"),
    Road("referral.leave", "sk", _REFERRAL + "/left", {}, sees="sk"),
    Road("referral.arrive", "sk", _REFERRAL + "/arrived", {}, sees="sk"),
    Road("referral.handover", "sk", _REFERRAL + "/handover", {"to": "Priya Nair"}, sees="sk"),
    Road("referral.take_back", "sk", _REFERRAL + "/take-back", {"step": "left"}, sees="sk"),
    Road("case.read", "smk", _CASE, None, "get", sees="smk"),
    Road("case.read", "smk", _CASE + "/timeline", None, "get", sees="smk"),
    Road("case.read", "smk", _CASE + "/letter.pdf", None, "get", sees="smk"),
    Road("case.attempt", "smk", _CASE + "/attempts", _TRY, sees="smk"),
    Road("case.later", "smk", _CASE + "/later", {"due_at": "2099-01-02T10:00:00Z", "words": "away"}, sees="smk"),
    Road("case.text", "sk", _CASE + "/text", _TEXT, sees="sk"),
    Road("case.offer", "sk", _CASE + "/offer", {"user": "{care}"}, sees="smk"),
    Road("case.accept", "k", _CASE + "/accept", {}, sees="smk"),
    Road("case.decline", "", _CASE + "/decline", {}, sees="smk"),
    Road("case.take", "s", _CASE + "/take", {}, sees="smk"),
    Road("case.give", "s", _CASE + "/give", {"user": "{care}"}, sees="smk"),
    Road("case.land", "smk", _CASE + "/land", {}, sees="smk"),
    Road("case.close", "smk", _CASE + "/close", {"reason": "moved_away"}, sees="smk"),
    Road("case.reopen", "smk", _CASE + "/reopen", {}, sees="smk"),
    Road("case.decide", "smk", _CASE + "/decide", {"way": "again"}, sees="smk"),
    Road("team.set_status", "dsc", "teams/{team}/status", {"status": "break"}, sees="dsf"),
    Road("team.set_vehicle", "dsc", "teams/{team}/vehicle", {"vehicle": "Car 214"}, sees="dsf"),
    Road("shift.put_on", "ds", "shifts", {"id": "{new}", "team": "{team}", "user": "{member}"}, sees="dsf"),
    Road("shift.start", "f", "shifts", {"id": "{new}", "team": "{team}"}, sees="dsf"),
    Road("shift.confirm", "1", "shifts/{shift}/confirm", {}, sees="dsf"),
    Road("shift.decline", "1", "shifts/{shift}/decline", {}, sees="dsf"),
    Road("shift.end", "ds1", "shifts/{shift}/end", {}, sees="dsf"),
)
DESKS, FIELD = {"dana", "priya", "nia"}, {"casey", "omar", "riley", "jo", "eli"}
OFFICERS = {"omar", "jo"}

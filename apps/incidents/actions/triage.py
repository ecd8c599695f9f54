"""From answers to a level: answer an item, stand by the level, or set another one with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.errors import Code, Conflict, Invalid
from apps.common.lookup import lock_or_404
from apps.incidents import queries
from apps.incidents.actions.marks import mark, refuse_other_level
from apps.incidents.actions.matrix import matrix_for
from apps.incidents.actions.timeline import concerned, happened_at, note, tell
from apps.incidents.events import IncidentChanged, LevelChanged, StagingChanged
from apps.incidents.models import Answer, Entry, Incident, LevelDecision, Matrix
from apps.incidents.transitions import still_open
from apps.incidents.triage.evaluate import consequences, evaluate
from apps.incidents.triage.shape import Matrix as Rules
from apps.incidents.triage.shape import Outcome
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, Merged, action
from apps.outbox.record import record

CALIFORNIA_FROM_LEVEL: Final = 2
"""The 60/120-minute clocks run from the first decision on a level of 2 or more (product §3, domain §3)."""

TURNS: Final = 3

_BY_PERSON = (LevelDecision.Kind.DECIDED, LevelDecision.Kind.REDECIDED, LevelDecision.Kind.OVERRIDE)
_RESULT_FIELDS: Final = (
    "matrix",
    "level",
    "provisional",
    "because",
    "ems_need",
    "ems_why",
    "first_in",
    "staged",
    "staging_set",
    "flags",
    "next_items",
    "would_change",
    "overridden",
    "field_marks",
)


@dataclass(frozen=True)
class _Facts:
    """What the rules alone say at this moment. `level` is None while nothing has been answered."""

    rules: Rules
    answers: Mapping[str, str | None]
    outcome: Outcome

    @property
    def level(self) -> int | None:
        return self.outcome.level if self.answers else None


@action("incident.answer", offline=QUEUE)
def answer_item(
    *, incident_id: UUID, item: str, answer: str | None, by: Any, detail: str | None = None
) -> Incident | AlreadyApplied | Merged:
    """Keep what was said to one item: answer_items() for one."""
    return answer_items(incident_id=incident_id, answers={item: answer}, by=by, detail=detail)


@action("incident.answer", offline=QUEUE)
def answer_items(
    *, incident_id: UUID, answers: Mapping[str, str | None], by: Any, detail: str | None = None
) -> Incident | AlreadyApplied | Merged:
    """Keep what was said (None: not asked after all) and give the level again, by the incident's own matrix.

    A higher level is an alert to everybody involved. An answer given before the one that stands (a phone without
    signal), or by somebody who is no longer on it, stays in the timeline and changes nothing. Without a `detail` the
    words beside an answer that stays are kept. Raises Invalid for an item that the matrix does not have.
    """
    incident, has_left = concerned(incident_id, by, lock=True)
    if has_left:
        return _keep_late(incident, answers, by, detail)
    allow(by, "incident.answer", incident)
    still_open(incident)
    if incident.matrix is None:
        incident.matrix = matrix_for(incident.programme_id, by)
    _refuse_unknown(incident.matrix, answers)
    standing = {said.item: said for said in Answer.objects.filter(incident=incident, item__in=answers)}
    news = {item: answer for item, answer in answers.items() if not _same(standing.get(item), answer, detail)}
    if not news:
        raise AlreadyApplied(incident)
    people = queries.people_to_tell(incident)
    late = {item: news.pop(item) for item in list(news) if _is_older(standing.get(item))}
    if late:
        note(incident, Entry.Kind.ANSWERED, by, people=people, answers=late, superseded=True)
        record(by, "incident.answered_late", incident, answers=late)
    if not news:
        return AlreadyApplied(incident)
    # A detail that is still being typed is no line of its own.
    said = {item: answer for item, answer in news.items() if item not in standing or standing[item].answer != answer}
    for item, answer in news.items():
        _keep(incident, standing.get(item), item, answer, detail, by)
    previous = incident.level
    _retriage(incident, by)
    incident.bump(*_RESULT_FIELDS)
    if said:
        note(incident, Entry.Kind.ANSWERED, by, people=people, answers=said)
    record(by, "incident.answered", incident, answers=news, level=incident.level)
    _level_told(incident, previous, by, people, kind=LevelDecision.Kind.PROVISIONAL)
    return incident


def _keep_late(incident: Incident, answers: Mapping[str, str | None], by: Any, detail: str | None) -> Merged:
    """Keep what somebody heard while on it and could only send later: a line, and the level stays as it is."""
    _refuse_unknown(incident.matrix or matrix_for(incident.programme_id, by), answers)
    line = note(incident, Entry.Kind.ANSWERED, by, detail or "", answers=dict(answers), late=True)
    record(by, "incident.answer_kept_late", incident, answers=dict(answers))
    return Merged(line, Code.KEPT_LATE)


def _refuse_unknown(matrix: Matrix, answers: Mapping[str, str | None]) -> None:
    known = {item["code"] for item in matrix.items}
    if not answers or not set(answers) <= known:
        raise Invalid(Code.INVALID, "The matrix has no such item.", fields=["item"])


def _same(standing: Answer | None, answer: str | None, detail: str | None) -> bool:
    if standing is None or answer is None:
        return standing is None and answer is None
    return standing.answer == answer and detail in (None, standing.detail)


def _is_older(standing: Answer | None) -> bool:
    """Whether the answer at hand was given before the one that stands."""
    return standing is not None and standing.occurred_at > happened_at()


def _keep(
    incident: Incident, standing: Answer | None, item: str, answer: str | None, detail: str | None, by: Any
) -> None:
    if answer is None:
        if standing is not None:
            standing.delete()
        return
    said = standing or Answer(incident=incident, item=item)
    said.detail = detail if detail is not None else said.detail if said.answer == answer else ""
    said.answer, said.by_id, said.occurred_at = answer, by.id, happened_at()
    if standing is None:
        said.save(force_insert=True)
    else:
        said.bump("answer", "detail", "by", "occurred_at")


def _facts_of(incident: Incident) -> _Facts:
    if incident.matrix is None:
        raise Conflict(Code.ILLEGAL_TRANSITION, "Nothing has been asked yet.", version=incident.version)
    rules, answers = queries.rules_of(incident.matrix), queries.answers_of(incident)
    return _Facts(rules, answers, evaluate(rules, answers))


def _retriage(incident: Incident, by: Any) -> None:
    """Set what follows from the answers. A person's level stays until a new reason asks for more than it."""
    facts = _facts_of(incident)
    if (incident.overridden and not _outgrown(incident, facts)) or _lowers_unseen(incident, facts):
        _apply(incident, facts, incident.level, by)
        return
    previous = incident.level
    incident.overridden = False
    _apply(incident, facts, facts.level, by)
    if incident.level is not None and incident.level != previous:
        _decide(incident, LevelDecision.Kind.PROVISIONAL, facts, by)


def _outgrown(incident: Incident, facts: _Facts) -> bool:
    """Whether a rule that had not fired when a person set the level asks for a higher one."""
    last = _last_decision(incident, (LevelDecision.Kind.OVERRIDE,))
    seen = set(last.rules) if last else set()
    wanted = {rule["code"]: rule.get("level", 0) for rule in facts.rules["rules"]}
    return any(wanted[code] > (incident.level or 0) for code in facts.outcome.rules if code not in seen)


def _lowers_unseen(incident: Incident, facts: _Facts) -> bool:
    """Whether an answer from before a person stood by the level would lower it: that is a person's to do."""
    last = _last_decision(incident, _BY_PERSON)
    if last is None or last.level != incident.level or last.occurred_at <= happened_at():
        return False
    return (facts.level or 0) < last.level


def _apply(incident: Incident, facts: _Facts, level: int | None, by: Any) -> None:
    """Write the outcome, with ambulance, first in and staging as this level has them."""
    outcome = facts.outcome
    follows = consequences(facts.rules, facts.answers, level) if level is not None else outcome
    if level != incident.level:
        mark(incident, ["level"], by)
    rose = level is not None and level > (incident.level or 0)
    incident.level = level
    incident.provisional = level is None or (outcome.provisional and incident.decided_level != level)
    incident.because = list(outcome.rules)
    incident.ems_need, incident.ems_why = str(follows.ems), list(follows.ems_why)
    incident.first_in = str(follows.first_in)
    # What a person said about staging holds until the level rises.
    incident.staging_set = incident.staging_set and not rose
    if not incident.staging_set:
        incident.staged = follows.staged
    incident.flags, incident.next_items = list(outcome.flags), list(outcome.next_items)
    incident.would_change = _turns(outcome) if facts.answers else []


def _turns(outcome: Outcome) -> list[dict[str, Any]]:
    """The answers that would raise the level most, and those that would lower it: as many as a person reads."""
    up = [change for change in outcome.would_change if change.level > outcome.level]
    down = [change for change in outcome.would_change if change.level < outcome.level]
    shown = [*up[:TURNS], *down[:TURNS]]
    return [{"item": change.item, "answer": str(change.answer), "level": change.level} for change in shown]


def _last_decision(incident: Incident, kinds: Sequence[str]) -> LevelDecision | None:
    return incident.decisions.filter(kind__in=kinds).order_by("-created_at", "-id").first()


def _decide(incident: Incident, kind: str, facts: _Facts, by: Any, reason: str = "") -> None:
    if incident.level is None or incident.matrix is None:
        raise ValueError("nothing to decide")
    LevelDecision.objects.create(
        incident=incident,
        level=incident.level,
        facts_level=facts.level,
        kind=kind,
        rules=list(facts.outcome.rules),
        matrix=incident.matrix,
        reason=reason,
        by_id=by.id,
        occurred_at=happened_at(),
    )


def _level_told(
    incident: Incident, previous: int | None, by: Any, people: list[UUID], *, kind: str, reason: str = ""
) -> None:
    """Tell the change; when the level is another, with a line of its own, and an alert when it is higher."""
    if incident.level == previous:
        tell(IncidentChanged(incident.id, incident.version), incident, people)
        return
    _note_level(incident, by, people, reason, previous=previous, how=str(kind))
    raised = (incident.level or 0) > (previous or 0)
    others = [user_id for user_id in people if raised and user_id != by.id]
    tell(LevelChanged(incident.id, incident.version, previous, incident.level), incident, people, alert=others)


def _note_level(incident: Incident, by: Any, people: list[UUID], reason: str = "", **facts: Any) -> None:
    """A line that explains the level: the rules that fired and the version of the matrix they are from."""
    number = incident.matrix.number if incident.matrix else None
    facts |= {"level": incident.level, "rules": incident.because, "matrix": number}
    note(incident, Entry.Kind.LEVEL, by, reason, people=people, **facts)


@action("incident.decide", offline=NEVER)
def decide_level(*, incident_id: UUID, by: Any) -> Incident:
    """Stand by the level that the rules give. The first time on a level of 2 or more starts the response clock.

    With a base version, raises NeedsReview (LEVEL_CHANGED) when the level has changed since.
    """
    incident = lock_or_404(queries.visible_to(by), incident_id)
    allow(by, "incident.decide", incident)
    still_open(incident)
    facts = _facts_of(incident)
    if incident.level is None:
        raise Conflict(Code.ILLEGAL_TRANSITION, "Nothing has been asked yet.", version=incident.version)
    refuse_other_level(incident, by)
    if incident.decided_level == incident.level:
        raise AlreadyApplied(incident)
    kind = _stand_by(incident, facts, by)
    incident.decided_level, incident.provisional = incident.level, False
    incident.bump("decided_at", "decided_level", "provisional")
    people = queries.people_to_tell(incident)
    _note_level(incident, by, people, how=kind)
    record(by, "incident.decided", incident, level=incident.level, how=kind)
    tell(IncidentChanged(incident.id, incident.version), incident, people)
    return incident


def _stand_by(incident: Incident, facts: _Facts, by: Any) -> str:
    """Keep a person's decision; answers which kind it was. Sets `decided_at` the first time it counts."""
    first = incident.decided_at is None
    kind = LevelDecision.Kind.DECIDED if first else LevelDecision.Kind.REDECIDED
    _decide(incident, kind, facts, by)
    _start_clock(incident)
    return str(kind)


def _start_clock(incident: Incident) -> None:
    if incident.decided_at is None and (incident.level or 0) >= CALIFORNIA_FROM_LEVEL:
        incident.decided_at = happened_at()


def decide_by_sending(incident: Incident, by: Any) -> None:
    """Keep that somebody sent a team on this level, for dispatch inside its own action, on a locked incident.

    Sending on a provisional level leaves it provisional. Nothing is kept where nothing was asked, or where a person
    has already stood by this level.
    """
    if incident.level is None or incident.matrix is None:
        return
    last = _last_decision(incident, _BY_PERSON)
    if last is not None and last.level == incident.level:
        return
    _stand_by(incident, _facts_of(incident), by)
    incident.bump("decided_at")
    tell(IncidentChanged(incident.id, incident.version), incident, queries.people_to_tell(incident))


@action("incident.override", offline=NEVER)
def override_level(*, incident_id: UUID, level: int, reason: str, by: Any) -> Incident:
    """Set another level, up or down, with a reason. It stays until a new fact asks for a higher one."""
    incident = lock_or_404(queries.visible_to(by), incident_id)
    allow(by, "incident.override", incident)
    still_open(incident)
    if not reason.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["reason"])
    refuse_other_level(incident, by)
    if incident.overridden and incident.level == level:
        raise AlreadyApplied(incident)
    if incident.matrix is None:
        incident.matrix = matrix_for(incident.programme_id, by)
    previous, facts = incident.level, _facts_of(incident)
    incident.overridden, incident.decided_level = True, level
    _apply(incident, facts, level, by)
    _start_clock(incident)
    _decide(incident, LevelDecision.Kind.OVERRIDE, facts, by, reason)
    incident.bump(*_RESULT_FIELDS, "decided_level", "decided_at")
    record(by, "incident.overridden", incident, level=level, previous=previous, facts_level=facts.level)
    people = queries.people_to_tell(incident)
    if previous == level:
        _note_level(incident, by, people, reason, how="override")
    _level_told(incident, previous, by, people, kind=LevelDecision.Kind.OVERRIDE, reason=reason)
    return incident


@action("incident.stage", offline=NEVER)
def set_staging(*, incident_id: UUID, staged: bool, by: Any, staging_point: str = "") -> Incident:
    """Say whether teams wait at a safe point, and where. To wait is an alert to everybody involved."""
    incident = lock_or_404(queries.visible_to(by), incident_id)
    allow(by, "incident.stage", incident)
    still_open(incident)
    if incident.staging_set and (incident.staged, incident.staging_point) == (staged, staging_point):
        raise AlreadyApplied(incident)
    incident.staged, incident.staging_point, incident.staging_set = staged, staging_point, True
    incident.bump("staged", "staging_point", "staging_set")
    people = queries.people_to_tell(incident)
    note(incident, Entry.Kind.STAGING, by, staging_point, people=people, staged=staged)
    record(by, "incident.staged", incident, staged=staged)
    others = [user_id for user_id in people if staged and user_id != by.id]
    tell(StagingChanged(incident.id, incident.version, staged), incident, people, alert=others)
    return incident

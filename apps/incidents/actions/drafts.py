"""Write the next version of the rules, have it approved by somebody else, and only then publish it."""

import copy
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from apps.access import Role, allow
from apps.accounts.queries import members
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.lookup import lock_or_404
from apps.incidents import queries
from apps.incidents.actions.matrix import publish_approved
from apps.incidents.actions.timeline import programme_for
from apps.incidents.models import MatrixDraft
from apps.incidents.triage.check import check
from apps.incidents.triage.form import form_problems
from apps.notifications.actions import queue_message
from apps.notifications.models import Message
from apps.outbox.commands import NEVER, AlreadyApplied, action, on_constraint
from apps.outbox.record import record

on_constraint("one_open_matrix_draft", Code.ALREADY_EXISTS, "The next version is being written already.")
State = MatrixDraft.State
_PARTS = ("items", "groups", "rules", "levels", "texts", "settings")


@action("matrix.draft", offline=NEVER)
def begin_draft(*, by: Any) -> MatrixDraft:
    """Begin the next version with what is in force. One at a time in each programme."""
    allow(by, "matrix.draft")
    programme_id = programme_for(by, None)
    content = queries.rules_for(by, now())
    draft = MatrixDraft.objects.create(programme_id=programme_id, content=content, made_by_id=by.id)
    record(by, "matrix.drafted", draft)
    return draft


def _open(draft_id: UUID, by: Any) -> MatrixDraft:
    draft = lock_or_404(queries.drafts_visible_to(by), draft_id)
    allow(by, "matrix.draft", draft)
    if draft.state != State.DRAFT:
        raise Conflict(Code.ILLEGAL_TRANSITION, "What was submitted is not changed any more.", current=draft.state)
    return draft


@action("matrix.draft", offline=NEVER)
def put_draft(*, draft_id: UUID, content: Mapping[str, Any], by: Any) -> MatrixDraft:
    """Put a whole matrix from a file in the place of what the draft says. Invalid for what is no matrix at all."""
    draft = _open(draft_id, by)
    whole = {**{name: content.get(name) for name in _PARTS}, "number": 1, "effective_from": "2026-01-01"}
    wrong = [str(problem.where or problem.fault) for problem in form_problems(whole)]
    if wrong:
        raise Invalid(Code.INVALID, "This file is no matrix.", fields=wrong[:20])
    draft.content, draft.made_by_id = whole, by.id
    draft.bump("content", "made_by")
    record(by, "matrix.draft_changed", draft, rules=len(content["rules"]))
    return draft


@action("matrix.draft", offline=NEVER)
def change_rule(
    *, draft_id: UUID, code: str, level: int, ems: str, staged: bool, text: Mapping[str, str],
    answers: Sequence[str] | None, by: Any,
) -> MatrixDraft:  # fmt: skip
    """Change what one rule does and says. `answers` only where its condition is one question; level 0: none."""
    draft = _open(draft_id, by)
    content = copy.deepcopy(draft.content)
    rule = next((one for one in content["rules"] if one["code"] == code), None)
    if rule is None:
        raise NotFound
    for name, value in (("level", level), ("ems", ems), ("staged", staged)):
        rule.pop(name, None)
        if value:
            rule[name] = value
    rule["text"] = {name: str(text.get(name, "")).strip() for name in ("en", "es")}
    if answers is not None and "item" in rule["when"]:
        rule["when"] = {"item": rule["when"]["item"], "is": list(answers)}
    wrong = [problem.where for problem in form_problems(content)]
    if wrong:
        raise Invalid(Code.INVALID, "A rule needs its words in both languages and at least one answer.", fields=wrong)
    if content == draft.content:
        raise AlreadyApplied(draft)
    draft.content, draft.made_by_id = content, by.id
    draft.bump("content", "made_by")
    record(by, "matrix.draft_changed", draft, rule=code)
    return draft


@action("matrix.draft", offline=NEVER)
def submit_draft(*, draft_id: UUID, by: Any, effective_from: datetime | None = None) -> MatrixDraft:
    """Ask the supervisors for their yes. Raises Invalid naming what is wrong in it, or for a time that is past."""
    draft = _open(draft_id, by)
    wrong = check(draft.content)
    if wrong:
        raise Invalid(Code.INVALID, "This matrix cannot decide.", fields=[str(problem) for problem in wrong[:20]])
    if effective_from is not None and effective_from < now():
        raise Invalid(Code.INVALID, "A version begins now or later.", fields=["effective_from"])
    draft.state, draft.submitted_at, draft.effective_from, draft.words = State.SUBMITTED, now(), effective_from, ""
    draft.bump("state", "submitted_at", "effective_from", "words")
    record(by, "matrix.submitted", draft)
    for one in members(draft.programme_id, [Role.SUPERVISOR]).exclude(id=by.id).order_by("id"):
        queue_message(
            key=f"matrix:{draft.id}:{draft.version}:{one.id}",
            channel=Message.Channel.EMAIL,
            audience=Message.Audience.STAFF,
            to=one.email,
            text="staff_matrix",
            language=one.language,
            params={"where": f"{settings.PUBLIC_URL.rstrip('/')}/admin/matrix-approval/"},
            about=draft,
        )
    return draft


@action("matrix.draft", offline=NEVER)
def drop_draft(*, draft_id: UUID, by: Any) -> MatrixDraft:
    """Give the draft up, or take back what was submitted; nothing was in force by it."""
    draft = lock_or_404(queries.drafts_visible_to(by), draft_id)
    allow(by, "matrix.draft", draft)
    if draft.state not in (State.DRAFT, State.SUBMITTED):
        raise AlreadyApplied(draft)
    draft.state, draft.decided_at, draft.decided_by_id = State.DROPPED, now(), by.id
    draft.bump("state", "decided_at", "decided_by")
    record(by, "matrix.dropped", draft)
    return draft


@action("matrix.approve", offline=NEVER)
def approve_draft(*, draft_id: UUID, by: Any) -> MatrixDraft:
    """Publish what was submitted, from its time on, or from now when that has passed. Never one's own."""
    draft = _submitted(draft_id, by)
    allow(by, "matrix.approve", draft)
    begins = max(draft.effective_from or now(), now())
    draft.published = publish_approved(draft.programme_id, draft.content, begins, by)
    draft.state, draft.decided_at, draft.decided_by_id = State.PUBLISHED, now(), by.id
    draft.bump("published", "state", "decided_at", "decided_by")
    record(by, "matrix.approved", draft, number=draft.published.number)
    return draft


@action("matrix.approve", offline=NEVER)
def send_back_draft(*, draft_id: UUID, words: str, by: Any) -> MatrixDraft:
    """Ask for something else first, with the reason."""
    draft = _submitted(draft_id, by)
    allow(by, "matrix.approve", draft)
    if not words.strip():
        raise Invalid(Code.INVALID, "Say what has to be another.", fields=["words"])
    draft.state, draft.words = State.DRAFT, words.strip()[:300]
    draft.bump("state", "words")
    record(by, "matrix.sent_back", draft)
    return draft


def _submitted(draft_id: UUID, by: Any) -> MatrixDraft:
    draft = lock_or_404(queries.drafts_visible_to(by), draft_id)
    if draft.state != State.SUBMITTED:
        raise Conflict(Code.ILLEGAL_TRANSITION, "Nothing waits for an approval here.", current=draft.state)
    return draft

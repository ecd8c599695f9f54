"""The one runner of every write: idempotent by key, refusals stored and audited, effects only by its transaction."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar
from uuid import UUID, uuid5

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction

from apps.access.table import ACTIONS
from apps.audit.record import refused
from apps.common.clock import now
from apps.common.errors import Busy, Code, Conflict, DomainError, Invalid, NeedsReview, NotAllowed, NotFound
from apps.common.ids import uuid7
from apps.outbox import bell, decisions, devices
from apps.outbox.models import OpKey

P = ParamSpec("P")
R = TypeVar("R")

NEVER: Final = "never"
QUEUE: Final = "queue"
_RETRIES = 3
_RETRY_STATES = {"40001", "40P01"}
_BUSY_STATES = {"55P03", "57014"}


def expire(seconds: int) -> str:
    """Offline mode of an answer that is worthless after so many seconds and then arrives as a late fact."""
    return f"expire:{seconds}"


@dataclass(frozen=True)
class Op:
    """What came with the command besides its payload."""

    device_id: UUID | None = None
    occurred_at: datetime | None = None
    base_version: int | None = None
    op_version: int = 1
    op_number: int | None = None
    """Its place among the operations of its device, from 1."""
    clock_offset_ms: int | None = None
    """The device's clock minus ours, as last measured."""
    supersedes: UUID | None = None
    """The key of an earlier command that a person has decided by this one."""


@dataclass(frozen=True)
class Answer:
    """What the runner says, now and on every repeat."""

    outcome: str
    status: int
    code: str = ""
    message: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    object_kind: str = ""
    object_id: UUID | None = None
    version: int | None = None

    @property
    def is_done(self) -> bool:
        """Whether the write stands, by this request or an earlier one."""
        return self.outcome in decisions.DONE


class AlreadyApplied(Exception):
    """Raised by an action when what is asked for already is so: answered 200, nothing changed.

    Returned instead of raised, it keeps what the action wrote besides (a line of the timeline about a late tap).
    """

    def __init__(self, obj: Any) -> None:
        super().__init__("already applied")
        self.obj = obj


@dataclass
class Merged:
    """Returned by an action that kept what came, beside what others have done meanwhile: answered 200, with a code.

    `data` holds field names, codes and ids; values are read again for whoever asks.
    """

    obj: Any
    code: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Run:
    op: Op
    by: Any
    streams: set[str] = field(default_factory=set)
    depth: int = 0
    refusal: DomainError | None = None


_current: ContextVar[_Run | None] = ContextVar("outbox_run", default=None)
OFFLINE: Final[dict[str, str]] = {}
"""action -> how the phone may keep it; exported to TypeScript."""
_constraints: dict[str, tuple[Code, str]] = {}


def on_constraint(name: str, code: Code, message: str) -> None:
    """Say which refusal a database constraint means, for the race that no lock can see."""
    _constraints[name] = (code, message)


def current_op() -> Op:
    """The command being run. `occurred_at` is always set."""
    op = _require().op
    return op if op.occurred_at else replace(op, occurred_at=now())


def touch(streams: set[str]) -> None:
    """Remember which streams to ring once this transaction has committed."""
    _require().streams.update(streams)


def _require() -> _Run:
    run_now = _current.get()
    if run_now is None:
        raise RuntimeError("an action or publish was called outside the runner")
    return run_now


def action(name: str, *, offline: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function as an action of the access table. It runs only inside the runner.

    Called by another action it joins that one's runner: "already applied" is its object, and its refusal is
    the whole command's, whether or not the caller lets it pass.
    """
    if name not in ACTIONS:
        raise ValueError(f"{name} is not in the access table")
    OFFLINE[name] = offline

    def wrap(fn: Callable[P, R]) -> Callable[P, R]:
        @wraps(fn)
        def inside(*args: P.args, **kwargs: P.kwargs) -> R:
            this = _require()
            this.depth += 1
            try:
                return fn(*args, **kwargs)
            except AlreadyApplied as same:
                if this.depth == 1:
                    raise
                found: R = same.obj
                return found
            except DomainError as error:
                this.refusal = error
                raise
            finally:
                this.depth -= 1

        inside.action_name = name  # type: ignore[attr-defined]
        return inside

    return wrap


def run(
    fn: Callable[..., Any], *, by: Any, key: UUID, raw: bytes = b"", op: Op | None = None, **arguments: Any
) -> Answer:
    """Run one action under its key. A repeat answers what the first one did; deadlocks are tried again, 3 times.

    Raises Busy (503) when another request holds the same key or row too long, Invalid (422) for a reused key.
    """
    now()  # the clock is compared with the database's outside transactions only
    for attempt in range(_RETRIES + 1):
        try:
            return _once(fn, by, key, raw, op or Op(), arguments)
        except OperationalError as error:
            state = getattr(error.__cause__, "sqlstate", None)
            if state in _BUSY_STATES:
                raise Busy(Code.BUSY, "Busy just now. The same request may be sent again.") from error
            if state not in _RETRY_STATES or attempt == _RETRIES:
                raise
    raise AssertionError("unreachable")


def do(fn: Callable[..., Any], *, by: Any, key: UUID | None = None, op: Op | None = None, **arguments: Any) -> Any:
    """Run one action for seed, sweeps, handlers and tests: answers the object, raises the refusal."""
    kept: dict[str, Any] = {}

    def keep(**kwargs: Any) -> Any:
        try:
            done = fn(**kwargs)
        except AlreadyApplied as same:
            kept["object"] = same.obj
            raise
        kept["object"] = done.obj if isinstance(done, AlreadyApplied | Merged) else done
        return done

    keep.action_name = getattr(fn, "action_name", fn.__name__)  # type: ignore[attr-defined]
    answer = run(keep, by=by, key=key or uuid7(), op=op, **arguments)
    if not answer.is_done:
        raise refusal(answer)
    return kept.get("object")


def refusal(answer: Answer) -> DomainError:
    """The stored refusal as the error it was."""
    if answer.status == NotFound.status:
        return NotFound(answer.message, Code(answer.code), **answer.data)
    if answer.status == NeedsReview.status:
        return NeedsReview(Code(answer.code), answer.message, about=None, **answer.data)
    kinds = {NotAllowed.status: NotAllowed, Conflict.status: Conflict}
    return kinds.get(answer.status, Invalid)(Code(answer.code), answer.message, **answer.data)


def key_for(row_id: UUID, what: str) -> UUID:
    """The key of a write that one row owes exactly once (a handler run, an acknowledgement, a rung)."""
    return uuid5(row_id, what)


@contextmanager
def _running(op: Op, by: Any, name: str) -> Iterator[_Run]:
    if _current.get() is not None:
        raise RuntimeError("a runner is already open: call the action itself")
    # A handler is no action: those it calls are joined as from an action, so "already applied" does not end it.
    this = _Run(op, by, depth=0 if name in ACTIONS else 1)
    token = _current.set(this)
    try:
        yield this
    finally:
        _current.reset(token)


def _once(fn: Callable[..., Any], by: Any, key: UUID, raw: bytes, op: Op, arguments: dict[str, Any]) -> Answer:
    name = getattr(fn, "action_name", fn.__name__)
    with transaction.atomic():
        row = _claim(by, key, name, raw, op)
        if row.outcome != OpKey.Outcome.PENDING:
            answer = _repeat(row, raw, name)
            devices.note_number(by, op.device_id, op.op_number)
            return answer
        with _running(op, by, name) as this:
            answer = _attempt(fn, by, name, this, arguments)
        if this.streams and answer.is_done:
            streams = frozenset(this.streams)
            # A partial has no name, and Django asks for one when a robust callback fails.
            transaction.on_commit(lambda: bell.ring(streams), robust=True)
        _store(row, answer)
        if op.supersedes is not None and op.supersedes != key:
            decisions.note(by, op.supersedes, OpKey.Decision.MINE)
        devices.note_number(by, op.device_id, op.op_number)  # last: whoever changes a device may wait for people
    return answer


def _attempt(fn: Callable[..., Any], by: Any, name: str, this: _Run, arguments: dict[str, Any]) -> Answer:
    op = this.op
    try:
        with transaction.atomic():
            obj = fn(by=by, **arguments)
            if this.refusal is not None:
                raise this.refusal  # an action it called refused, and it went on as if nothing were
        if isinstance(obj, AlreadyApplied):
            return _done(OpKey.Outcome.ALREADY_APPLIED, 200, obj.obj)
        if isinstance(obj, Merged):
            return replace(_done(OpKey.Outcome.MERGED, 200, obj.obj), code=obj.code, data=_plain(obj.data))
        return _done(OpKey.Outcome.APPLIED, 201 if getattr(obj, "version", None) == 1 else 200, obj)
    except AlreadyApplied as same:
        return _done(OpKey.Outcome.ALREADY_APPLIED, 200, same.obj)
    except DomainError as error:
        return _refuse(by, name, op, error, arguments)
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if constraint in _constraints:
            code, message = _constraints[constraint]
        elif str(constraint).endswith("_pkey"):  # ids are made by clients
            code, message = Code.ALREADY_EXISTS, "Something with this id exists already."
        else:
            raise
        return _refuse(by, name, op, Conflict(code, message), arguments)


def _done(outcome: str, status: int, obj: Any) -> Answer:
    if obj is None:
        return Answer(outcome, status)
    return Answer(outcome, status, object_kind=obj.KIND, object_id=obj.id, version=obj.version)


def _refuse(by: Any, name: str, op: Op, error: DomainError, arguments: dict[str, Any]) -> Answer:
    if error.status == Busy.status:
        raise error
    asked = next((v for k, v in arguments.items() if k.endswith("_id") and isinstance(v, UUID)), None)
    refused(by, name, str(error.code), object_id=asked, device_id=op.device_id)
    known = {Conflict.status: OpKey.Outcome.CONFLICT, NeedsReview.status: OpKey.Outcome.NEEDS_REVIEW}
    outcome = known.get(error.status, OpKey.Outcome.REJECTED)
    answer = Answer(outcome, error.status, str(error.code), error.message[:200], _plain(error.data))
    about = getattr(error, "about", None)  # the object that a person has to look at
    if about is None:
        return answer
    return replace(answer, object_kind=about.KIND, object_id=about.id, version=about.version)


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(data, default=str))
    return plain


def _claim(by: Any, key: UUID, name: str, raw: bytes, op: Op) -> OpKey:
    """Insert the key, or wait for its twin and read what came of it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute(
            "INSERT INTO outbox_opkey (user_id, key, action, outcome, status, code, message, data, object_kind,"
            " payload_hmac, hmac_key_id, device_id, op_version, op_number, clock_offset_ms, supersedes,"
            " occurred_at, received_at)"
            " VALUES (%s, %s, %s, 'pending', 0, '', '', '{}', '', %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (user_id, key) DO NOTHING RETURNING id",
            [
                by.id,
                key,
                name,
                _mac(raw, name, settings.OP_HMAC_KEY_ID),
                settings.OP_HMAC_KEY_ID,
                op.device_id,
                op.op_version,
                op.op_number,
                op.clock_offset_ms,
                op.supersedes,
                op.occurred_at or now(),
                now(),
            ],
        )
        made = cursor.fetchone()
    if made:
        return OpKey(id=made[0], user_id=by.id, key=key, action=name)
    return OpKey.objects.get(user_id=by.id, key=key)


def _mac(raw: bytes, name: str, key_id: str) -> str:
    """Fingerprint of what was sent, under a key of its own."""
    key = settings.OP_HMAC_KEYS[key_id]
    return hmac.new(key.encode(), name.encode() + b"\0" + raw, hashlib.sha256).hexdigest()


def _repeat(row: OpKey, raw: bytes, name: str) -> Answer:
    # A key retired longer than the keys of ops are kept can no longer be compared with.
    known = row.hmac_key_id in settings.OP_HMAC_KEYS
    if known and not hmac.compare_digest(row.payload_hmac, _mac(raw, name, row.hmac_key_id)):
        raise Invalid(Code.KEY_REUSED, "This key was used for another request.", fields=["Idempotency-Key"])
    again = row.outcome == OpKey.Outcome.APPLIED
    return Answer(
        OpKey.Outcome.ALREADY_APPLIED if again else row.outcome,
        200 if again else row.status,
        row.code,
        row.message,
        row.data,
        row.object_kind,
        row.object_id,
        row.object_version,
    )


def _store(row: OpKey, answer: Answer) -> None:
    OpKey.objects.filter(id=row.id).update(
        outcome=answer.outcome,
        status=answer.status,
        code=answer.code,
        message=answer.message,
        data=answer.data,
        object_kind=answer.object_kind,
        object_id=answer.object_id,
        object_version=answer.version,
    )

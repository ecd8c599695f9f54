"""Effects leave as rows of the transaction that caused them; numbers are given at commit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol
from uuid import UUID

from apps.outbox.commands import touch
from apps.outbox.models import Delivery, HandlerRun

_handlers: Mapping[str, Sequence[Callable[..., Any]]] = {}
_when_alerted: Callable[[Sequence[Delivery]], Any] | None = None


class Thing(Protocol):
    """What an event is about."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    @property
    def KIND(self) -> Any: ...  # noqa: N802  (a class variable of every model)


def set_handlers(handlers: Mapping[str, Sequence[Callable[..., Any]]]) -> None:
    """Take config's table: event name -> the reactions of other apps."""
    global _handlers
    _handlers = handlers


def set_when_alerted(plan: Callable[[Sequence[Delivery]], Any]) -> None:
    """Let config say who plans the further rungs of an alert: called in the transaction that makes its rows."""
    global _when_alerted
    _when_alerted = plan


def handler_named(event: str, name: str) -> Callable[..., Any] | None:
    """The reaction with this name, or None when a release has removed it."""
    return next((h for h in _handlers.get(event, ()) if handler_name(h) == name), None)


def handler_name(handler: Callable[..., Any]) -> str:
    """How a run remembers its handler."""
    return f"{handler.__module__}.{handler.__qualname__}"


def user_stream(user_id: UUID) -> str:
    """The stream of what concerns one person."""
    return f"user:{user_id}"


def board_stream(programme_id: UUID) -> str:
    """The one stream that all dispatchers of a programme share."""
    return f"board:{programme_id}"


def publish(event: Any, *, about: Thing, to: Iterable[str] = (), alert: Iterable[UUID] = (), echo: str = "") -> None:
    """Put `about` on these streams, as an alert on those of the people in `alert`, and owe its handlers.

    `echo` is the stream that hears when an alert is received or seen. Raises RuntimeError outside the runner.
    """
    name = type(event).__name__
    people = {user_stream(user_id): user_id for user_id in alert}
    rows = [
        Delivery(
            stream=stream,
            kind=Delivery.Kind.ALERT if stream in people else Delivery.Kind.STATE,
            event=name,
            object_kind=about.KIND,
            object_id=about.id,
            object_version=about.version,
            user_id=people.get(stream),
            echo=echo if stream in people else "",
        )
        for stream in sorted({*to, *people})
    ]
    touch({row.stream for row in rows})
    Delivery.objects.bulk_create(rows)
    alerts = [row for row in rows if row.kind == Delivery.Kind.ALERT]
    if alerts and _when_alerted is not None:
        _when_alerted(alerts)
    HandlerRun.objects.bulk_create(
        HandlerRun(event=name, payload=_payload(event), handler=handler_name(handler))
        for handler in _handlers.get(name, ())
    )


def _payload(event: Any) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, UUID) else value for key, value in asdict(event).items()}

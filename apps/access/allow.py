"""Ask the access table. The only way to a yes."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from apps.access.roles import Role
from apps.access.table import ACTIONS, ANY, CLASSES, ONESELF
from apps.common.errors import Code, NotAllowed


class Actor(Protocol):
    """Whoever acts: a person with roles in one programme, or a system actor."""

    @property
    def roles(self) -> frozenset[Role]: ...


Predicate = Callable[[Any, Any], bool]
_predicates: dict[str, Predicate] = {}


def predicate(name: str) -> Callable[[Predicate], Predicate]:
    """Register what a cell of the table refers to; called with (user, object)."""

    def register(fn: Predicate) -> Predicate:
        _predicates[name] = fn
        return fn

    return register


def registered_predicates() -> frozenset[str]:
    """The names that cells may use."""
    return frozenset(_predicates)


def _grants(cells: Mapping[Role, str], user: Actor, obj: Any) -> bool:
    wanted = {cells[role] for role in user.roles if role in cells}
    return ANY in wanted or any(_predicates[name](user, obj) for name in sorted(wanted))


def may(user: Actor, action: str, obj: Any = None) -> bool:
    """Whether the table grants this action on this object. An action that is not in the table is a bug: KeyError."""
    return action in ONESELF or _grants(ACTIONS[action], user, obj)


def allow(user: Actor, action: str, obj: Any = None) -> None:
    """Raise NotAllowed (403) unless the table grants it."""
    if not may(user, action, obj):
        raise NotAllowed(Code.NOT_ALLOWED, "Your role does not do this.", action=action)


def visible_classes(user: Actor, obj: Any) -> frozenset[str]:
    """The classes of field that this person may see of this object."""
    return frozenset(name for name, cells in CLASSES.items() if _grants(cells, user, obj))


def visible_fields(user: Actor, obj: Any, class_of: Mapping[str, str]) -> frozenset[str]:
    """The fields of a projection that this person may see; a field without a class is never seen."""
    classes = visible_classes(user, obj)
    return frozenset(field for field, name in class_of.items() if name in classes)


def trim(user: Actor, obj: Any, data: dict[str, Any], class_of: Mapping[str, str]) -> dict[str, Any]:
    """Leave out what is not granted: an absent field, not a null."""
    fields = visible_fields(user, obj, class_of)
    return {name: value for name, value in data.items() if name in fields}


def refuse_fields(user: Actor, obj: Any, sent: Mapping[str, Any], class_of: Mapping[str, str]) -> None:
    """Raise NotAllowed naming the fields that were sent but are not granted."""
    closed = sorted(set(sent) - visible_fields(user, obj, class_of))
    if closed:
        raise NotAllowed(Code.FIELD_NOT_ALLOWED, "These fields are not yours to write.", fields=closed)

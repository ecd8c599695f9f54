"""Our own strict check of what comes in: every element known, of its type, in its number, its codes in their set."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from apps.referrals.fhir.codes import REQUIRED
from apps.referrals.fhir.outcome import MOST_ISSUES, Issue, Refused
from apps.referrals.fhir.shape import BY_NAME, ELEMENTS, RESOURCES, Element

_DATE: Final = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_TIME: Final = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
_ZONE: Final = r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))"
_PATTERNS: Final[dict[str, re.Pattern[str]]] = {
    kind: re.compile(pattern, re.ASCII)
    for kind, pattern in {
        "id": r"[A-Za-z0-9\-.]{1,64}",
        "code": r"[^\s]+(\s[^\s]+)*",
        "uri": r"\S+",
        "url": r"\S+",
        "canonical": r"\S+",
        "oid": r"urn:oid:[0-2](\.(0|[1-9]\d*))+",
        "uuid": r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "date": _DATE,
        "dateTime": rf"{_DATE}|\d{{4}}-\d\d-\d\dT{_TIME}{_ZONE}",
        "instant": rf"\d{{4}}-\d\d-\d\dT{_TIME}{_ZONE}",
        "time": _TIME,
        "base64Binary": r"[A-Za-z0-9+/=\s]+",
        "string": r"[\s\S]*\S[\s\S]*",
        "markdown": r"[\s\S]*\S[\s\S]*",
        "xhtml": r"\s*<div[\s\S]*</div>\s*",
    }.items()
}
_LONGEST: Final = 1_000_000
_DEEPEST: Final = 24


def read(resource: Any, kinds: frozenset[str] = RESOURCES) -> dict[str, Any]:
    """The resource, element by element as it was sent. Raises Refused (422) naming every element that is wrong."""
    issues: list[Issue] = []
    if not isinstance(resource, dict):
        raise Refused([Issue("structure", "A resource is an object.", "Resource")])
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind not in kinds:
        raise Refused([Issue("not-supported", "This kind of resource is not taken here.", "Resource.resourceType")])
    made = _object({name: value for name, value in resource.items() if name != "resourceType"}, kind, kind, issues, 0)
    if issues:
        raise Refused(issues)
    return {"resourceType": kind, **made}


def _object(sent: Any, kind: str, path: str, issues: list[Issue], depth: int) -> dict[str, Any]:
    if not isinstance(sent, dict) or not sent or depth > _DEEPEST:
        _add(issues, "structure", "Not an object with something in it.", path)
        return {}
    known, made, seen = BY_NAME[kind], dict[str, Any](), dict[str, str]()
    for name, value in sent.items():
        if len(issues) >= MOST_ISSUES:
            break  # enough said; nothing is taken anyway
        bare = name[1:] if name.startswith("_") else name
        found = known.get(bare)
        if found is None:
            _add(issues, "structure", "Not an element of this resource.", f"{path}.{_short(name)}")
            continue
        element, of_type = found
        if seen.setdefault(element.name, bare) != bare:
            _add(issues, "structure", "One of these types, not two.", f"{path}.{name}")
        if name != bare:
            made[name] = _companion(value, element, of_type, f"{path}.{bare}", issues, depth)
        else:
            made[name] = _values(value, element, of_type, kind, f"{path}.{name}", issues, depth)
    for element in ELEMENTS[kind]:
        if element.is_needed and element.name not in seen:
            _add(issues, "required", "This has to be there.", f"{path}.{element.name}")
    return made


def _short(name: str) -> str:
    """A name that somebody made up goes back only as far as it looks like one."""
    return name[:64] if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", name, re.ASCII) else "?"


def _values(value: Any, element: Element, of_type: str, kind: str, path: str, issues: list[Issue], depth: int) -> Any:
    if not element.is_many:
        return _value(value, of_type, f"{kind}.{element.name}", path, issues, depth)
    if not isinstance(value, list) or not value:
        _add(issues, "structure", "A list with something in it.", path)
        return value
    return [
        None if each is None and of_type[0].islower() else
        _value(each, of_type, f"{kind}.{element.name}", f"{path}[{at}]", issues, depth)
        for at, each in enumerate(value)
        if len(issues) < MOST_ISSUES
    ]  # fmt: skip


def _value(value: Any, of_type: str, where: str, path: str, issues: list[Issue], depth: int) -> Any:
    if of_type == "Resource":
        return _contained(value, path, issues, depth)
    if of_type in BY_NAME:
        return _object(value, of_type, path, issues, depth + 1)
    if not _is(value, of_type):
        _add(issues, "value", f"Not a {of_type}.", path)
    elif where in REQUIRED and value not in REQUIRED[where]:
        _add(issues, "code-invalid", "Not a code of its set.", path)
    return value


def _contained(value: Any, path: str, issues: list[Issue], depth: int) -> Any:
    kind = value.get("resourceType") if isinstance(value, dict) else None
    if not isinstance(kind, str):
        _add(issues, "structure", "A resource says what it is.", path)
    elif kind in RESOURCES:
        rest = {name: each for name, each in value.items() if name != "resourceType"}
        return {"resourceType": kind, **_object(rest, kind, path, issues, depth + 1)}
    return value


def _companion(value: Any, element: Element, of_type: str, path: str, issues: list[Issue], depth: int) -> Any:
    """`_birthDate`: id and extensions of a primitive, one or a list with gaps."""
    if of_type in BY_NAME or of_type == "Resource":
        _add(issues, "structure", "Only a primitive has this.", path)
        return value
    many = value if element.is_many and isinstance(value, list) else [value]
    for each in many:
        if each is not None:
            _object(each, "Element", path, issues, depth + 1)
    return value


_NUMBERS: Final[dict[str, Callable[[Any], bool]]] = {
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_int(value) and -(2**31) <= value < 2**31,
    "positiveInt": lambda value: _is_int(value) and 0 < value < 2**31,
    "unsignedInt": lambda value: _is_int(value) and 0 <= value < 2**31,
    "decimal": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is(value: Any, of_type: str) -> bool:
    if of_type in _NUMBERS:
        return _NUMBERS[of_type](value)
    if not isinstance(value, str) or len(value) > _LONGEST or not _PATTERNS[of_type].fullmatch(value):
        return False
    return of_type not in ("date", "dateTime", "instant") or _is_day(value[:10])


def _is_day(text: str) -> bool:
    """The thirtieth of February is none."""
    try:
        return len(text) < 10 or date.fromisoformat(text) is not None
    except ValueError:
        return False


def _add(issues: list[Issue], code: str, words: str, path: str) -> None:
    if len(issues) < MOST_ISSUES:
        issues.append(Issue(code, words, path))

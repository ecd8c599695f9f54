"""The access table and everything that hangs on it: fields, predicates, actions, routes (architecture §7)."""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import autodiscover_modules

from apps.access.allow import registered_predicates
from apps.access.roles import Role
from apps.access.table import ACTIONS, ANY, CLASSES, ONESELF
from apps.outbox.commands import OFFLINE
from config.generated import access_document, classes_of_fields, client_files
from config.wiring import PROJECTIONS
from tests.architecture.sources import ROOT, files, name_of, tree

autodiscover_modules("actions", "policies")

OPEN_ROADS = ("_allauth/", "admin/", "healthz", "p/plan", "p/room", "p/place", "p/mailbox", "fhir/", "^(?!api/")
"""allauth, the admin, the probe, a person's plan, a provider's room and a place's page behind their codes,
 partners' systems behind their tokens, the demo's
mailbox, the shell: each guards itself."""

NO_ROUTE = {"programme.create", "incident.import", "instrument.load", "assignment.read", "safety_plan.open"}
NO_ROUTE |= {"directory.import", "directory.write", "capacity.say"}
"""Management commands; assignments, which travel only in frames and answers; a plan opened by its two keys."""


def own_models() -> Iterator[type[models.Model]]:
    for app in apps.get_app_configs():
        if app.name.startswith("apps."):
            yield from app.get_models()


@pytest.mark.parametrize("model", list(own_models()), ids=lambda m: m.__name__)
def test_every_field_has_a_class(model: type[models.Model]) -> None:
    known = classes_of_fields().get(f"{model._meta.app_label}.{model.__name__}", {})
    fields = {field.name for field in model._meta.get_fields() if not (field.auto_created and not field.concrete)}
    assert fields - set(known) == set(), "fields without a class"
    assert set(known) - fields == set(), "classes of fields that are gone"
    assert set(known.values()) <= set(CLASSES), "a class that the table does not have"


def test_no_model_has_a_relation_that_adds_and_removes_rows_unseen() -> None:
    """`team.members.add()` would be a write that the rule about writes cannot tell from a set's."""
    assert [model.__name__ for model in own_models() if model._meta.many_to_many] == []


def test_every_condition_in_the_table_is_registered_and_used() -> None:
    named = {when for table in (ACTIONS, CLASSES) for cells in table.values() for when in cells.values()} - {ANY}
    assert named == registered_predicates()


def test_an_officers_role_is_never_granted_what_is_clinical() -> None:
    clinical = {name for name in CLASSES if name in {"clinical", "sud"}}
    assert all(Role.OFFICER not in CLASSES[name] for name in clinical)
    assert all(CLASSES[name] == {} for name in ("secret", "record"))


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


def ours() -> list[tuple[str, Any]]:
    return [
        (road, getattr(pattern.callback, "view_class", None))
        for road, pattern in routes()
        if not road.startswith(OPEN_ROADS)
    ]


def action_of(view: Any) -> str | None:
    """The action a view names: a read says it, a command's is its action's."""
    command = getattr(view, "command", None)
    if command is not None:
        return getattr(command, "action_name", None)
    named = getattr(view, "action", None)
    return named if isinstance(named, str) else None


@pytest.mark.parametrize(("road", "view"), ours(), ids=lambda part: part if isinstance(part, str) else "")
def test_every_route_names_an_action_of_the_table(road: str, view: Any) -> None:
    assert road.startswith("api/"), "a road that is neither ours nor a named exception"
    assert action_of(view) in ACTIONS


def test_every_action_of_the_table_is_done_by_something() -> None:
    asked = {
        node.args[1].value
        for path in files("apps", "config")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and name_of(node) in {"allow", "may"} and len(node.args) > 1
        if isinstance(node.args[1], ast.Constant)
    }
    routed = {action_of(view) for _, view in ours()}
    assert set(ACTIONS) - asked - routed - NO_ROUTE == set()


def test_every_action_asks_the_table_for_its_own_name() -> None:
    """`@action("x")` and somewhere in its file `allow(…, "x", …)`, or a helper that is handed the name."""
    forgetful = []
    for path in files("apps"):
        named = {
            decorator.args[0].value: node.name
            for node in ast.walk(tree(path))
            if isinstance(node, ast.FunctionDef)
            for decorator in node.decorator_list
            if isinstance(decorator, ast.Call) and name_of(decorator) == "action"
            if isinstance(decorator.args[0], ast.Constant)
        }
        handed = {
            argument.value
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call) and name_of(node) != "action"
            for argument in [*node.args, *(word.value for word in node.keywords)]
            if isinstance(argument, ast.Constant)
        }
        forgetful += [
            f"{path.relative_to(ROOT)} {function}" for name, function in named.items() if name not in handed
        ]
    assert forgetful == []


def test_every_write_says_whether_it_may_wait() -> None:
    assert {mode.split(":")[0] for mode in OFFLINE.values()} <= {"queue", "never", "expire"}
    orders = {"assignment.send", "assignment.cancel", "assignment.divert", "assignment.clear_to_approach"}
    orders |= {"assignment.hold", "incident.override", "assignment.correct"}
    assert {OFFLINE[name] for name in orders} == {"never"}, "orders of the board are never queued"


def test_every_kind_on_the_wire_has_its_rows_bounded() -> None:
    for kind, projection in PROJECTIONS.items():
        app = projection.__module__.split(".")[1]
        queries = __import__(f"apps.{app}.queries", fromlist=["queries"])
        assert any(name.endswith("visible_to") for name in vars(queries)), kind


def test_what_everybody_does_for_himself_stays_small() -> None:
    assert all(name.startswith(("session.", "device.", "op.")) for name in ONESELF)


def test_the_written_tables_are_those_of_the_code() -> None:
    assert (ROOT / "docs" / "access.md").read_text(encoding="utf-8") == access_document()
    for name, text in client_files().items():
        assert (ROOT / "frontend/src/api/generated" / name).read_text(encoding="utf-8") == text, name

"""The shape of the code (architecture §3, §12): sizes, where writes happen, where imports stand."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, files, name_of, place, tree

LINES, FUNCTION, SVELTE = 400, 60, 250

WRITES = {"save", "create", "get_or_create", "update_or_create", "delete", "raw_delete", "bump"}
WRITES |= {"bulk_create", "bulk_update", "abulk_create", "asave", "acreate", "adelete", "aupdate"}
MAY_WRITE = ("actions.py", "sweeps.py", "record.py", "seal.py")
MAY_WRITE_WHOLE = ("apps/outbox/", "apps/audit/", "apps/common/models.py")


def own_sources() -> tuple[Path, ...]:
    return files("apps", "config", "tests", "benchmarks")


def too_long(limit: int, paths: Iterator[Path]) -> list[str]:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [f"{path.relative_to(ROOT)} has {size} lines" for path, size in sizes.items() if size > limit]


def frontend(pattern: str) -> Iterator[Path]:
    for part in ("src", "e2e"):
        for path in (ROOT / "frontend" / part).rglob(pattern):
            if not {"node_modules", "paraglide", "generated"} & set(path.parts):
                yield path


def test_no_file_is_longer_than_it_can_be_read() -> None:
    assert too_long(LINES, iter(own_sources())) == []
    assert too_long(LINES, frontend("*.ts")) == []
    assert too_long(SVELTE, frontend("*.svelte")) == []


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{place(path, node)} {node.name}"
        for path in own_sources()
        for node in functions(path)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION
    ]
    assert long == []


def imports_inside(path: Path) -> Iterator[str]:
    for function in functions(path):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{place(path, node)} in {function.name}"


def test_no_import_hides_in_a_function() -> None:
    """Django's `ready()` is the one place where an import must wait; ruff's PLC0415 says the same with reasons."""
    hidden = [line for path in files("apps") for line in imports_inside(path) if not line.endswith(" in ready")]
    assert hidden == []


def may_write(path: Path) -> bool:
    name = str(path.relative_to(ROOT))
    return name.startswith(MAY_WRITE_WHOLE) or path.name in MAY_WRITE or "actions" in path.parts


def is_write(node: ast.Call) -> bool:
    """A call that changes rows. `update` counts when it is the ORM's: keywords only, not a dictionary's."""
    if not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr == "update":
        return bool(node.keywords) and not node.args and all(word.arg for word in node.keywords)
    return node.func.attr in WRITES


def writes_in(source: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(source) if isinstance(node, ast.Call) and is_write(node)]


def test_only_actions_write() -> None:
    outside = [
        f"{place(path, node)} {name_of(node)}"
        for path in files("apps")
        if not may_write(path)
        for node in writes_in(tree(path))
    ]
    assert outside == []


@pytest.mark.parametrize(
    "line",
    [
        "team.save()",
        "Team.objects.create(name=1)",
        "rows.update(until=1)",
        "rows.filter(a=1).delete()",
        "x.bump('a')",
    ],
)
def test_the_rule_would_notice(line: str) -> None:
    assert len(writes_in(ast.parse(line))) == 1


@pytest.mark.parametrize("line", ["seen.update({'a': 1})", "seen.update(other)", "data.pop('x')", "update(a=1)"])
def test_the_rule_leaves_dictionaries_alone(line: str) -> None:
    assert writes_in(ast.parse(line)) == []


def test_raw_statements_that_write_stand_where_writes_may() -> None:
    words = ("INSERT INTO", "UPDATE ", "DELETE FROM", "TRUNCATE")
    outside = [
        place(path, node)
        for path in files("apps")
        if not may_write(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(words)
    ]
    assert outside == []


def test_every_public_function_of_the_apps_says_what_it_is_for() -> None:
    silent = [
        f"{place(path, node)} {node.name}"
        for path in files("apps")
        if path.name not in {"apps.py"} and "management" not in path.parts
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if not node.name.startswith("_") and ast.get_docstring(node) is None
    ]
    assert silent == []


def test_broad_excepts_stand_only_in_loops_that_must_go_on() -> None:
    broad = [
        place(path, node)
        for path in files("apps", "config")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or name_of(node.type) in {"Exception", "BaseException"})
        and path.name not in {"sweeps.py", "sweeps_reminders.py", "worker.py"}
        and not isinstance(node.body[-1], ast.Raise)  # it tidies up and lets the failure go on
    ]
    assert broad == []

"""The gates of CI and the test runs behind `make`: each is a command, timed; the first that fails ends it.

test [pytest arguments]   backend, front end, browser
check                     all gates of docs/architecture.md in their order
fix | schema | docs | screenshots | bench | faults | soak
"""

import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from config import bootstrap, browser

ROOT = bootstrap.ROOT
PYTHON = sys.executable
NO_TESTS = 5  # pytest's exit code when it collected nothing
NO_BROWSER = "No Chromium was found, so no browser test runs. Install Chrome, or set CHROMIUM=/path/to/it."
SOAK = {"HYPOTHESIS_PROFILE": "soak", "MODEL_RUNS": "50000"}
# Every gate starts Python anew: where compiled modules may not be kept, each start takes seconds.
BYTECODE = {"PYTHONPYCACHEPREFIX": str(bootstrap.CACHE / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
TOOLS = {"DJANGO_SETTINGS_MODULE": "config.settings_test"}
# How pytest and Vitest end; repeated as the last lines, so that one look at the end tells all.
SUMMARY = re.compile(r"^\s*(=+ .*\b(passed|failed|error|no tests ran)\b.* =+|(Test Files|Tests) .*\d.*)$")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# Files that a command writes and that are committed; `check` writes them again and fails when they change.
GENERATED = ("docs/openapi.json", "docs/settings.md", "docs/access.md", "frontend/src/api/generated")


@dataclass
class Gate:
    """One command. `shown` streams what it says; otherwise it is shown when it fails."""

    name: str
    argv: list[str]
    folder: Path = ROOT
    variables: dict[str, str] = field(default_factory=dict)
    shown: bool = False
    may_be: tuple[int, ...] = (0,)

    def run(self, summaries: list[str], at_once: bool = True) -> int:
        """Run it, print its line; returns 0 or its exit code. Without `at_once` all it says comes at its end."""
        begun = time.monotonic()
        heading, streams = f"── {self.name}\n" if self.shown else "", self.shown and at_once
        if streams:
            _say(heading.rstrip())
        code, said = _run(self.argv, self.folder, {**os.environ, **BYTECODE, **self.variables}, streams)
        passed = code in self.may_be
        line = f"  {self.name:<34}{time.monotonic() - begun:6.1f} s  {'' if passed else 'FAILED'}".rstrip()
        is_told = not streams and (self.shown or not passed)
        _say(f"{heading}{said.rstrip()}\n{line}" if is_told else line)
        summaries += [each for each in COLOURS.sub("", said).splitlines() if SUMMARY.match(each)]
        return 0 if passed else code


@dataclass
class Beside:
    """Lanes of gates that go at the same time, one core each; in a lane the first that fails ends it."""

    lanes: tuple[tuple[Gate, ...], ...]

    def run(self, summaries: list[str]) -> int:
        """Run all lanes to their ends; what each gate says is kept together. Returns 0 or an exit code."""

        def follow(lane: tuple[Gate, ...]) -> int:
            return next((code for gate in lane if (code := gate.run(summaries, at_once=False)) != 0), 0)

        with ThreadPoolExecutor(len(self.lanes)) as pool:
            return next((code for code in list(pool.map(follow, self.lanes)) if code != 0), 0)


def _run(argv: list[str], folder: Path, variables: dict[str, str], shown: bool) -> tuple[int, str]:
    program = shutil.which(argv[0], path=variables["PATH"]) or argv[0]
    process = subprocess.Popen(
        [program, *argv[1:]],
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if shown:
                sys.stdout.write(line)
                sys.stdout.flush()
        return process.wait(), "".join(said)
    except KeyboardInterrupt:
        process.wait()  # it has had the same Ctrl-C
        raise


def _npm(name: str, script: str, *more: str, shown: bool = False) -> Gate:
    argv = ["npm", "run", "--silent", script, *(["--", *more] if more else [])]
    return Gate(name, argv, bootstrap.FRONTEND, bootstrap.node_environment(), shown)


def _python(name: str, *argv: str, shown: bool = False, variables: dict[str, str] | None = None) -> Gate:
    return Gate(name, [PYTHON, *argv], ROOT, {**TOOLS, **(variables or {})}, shown)


def _backend(*arguments: str) -> Gate:
    gate = _python("backend tests", "-m", "pytest", *(arguments or ("-n", "2", "--dist", "worksteal")), shown=True)
    gate.may_be = (0, NO_TESTS)
    return gate


def _browser_tests() -> Gate | None:
    program = browser.find()
    return _beside_stack("browser tests", "e2e", program) if program else None


def _beside_stack(name: str, script: str, program: Path) -> Gate:
    """An npm script beside a fresh stack (config/demo.py during)."""
    argv, variables = browser.beside_stack(script, program)
    return Gate(name, argv, ROOT, variables, shown=True)


def test(arguments: list[str]) -> Iterator[Gate]:
    """Backend alone when arguments narrow it."""
    yield _backend(*arguments)
    if arguments:
        return
    yield _npm("front-end tests", "test", shown=True)
    in_browser = _browser_tests()
    if in_browser is None:
        _say(NO_BROWSER)
    else:
        yield in_browser


def check(arguments: list[str]) -> Iterator[Gate | Beside]:
    """All gates; nothing is left out."""
    yield _python("ruff", "-m", "ruff", "check", ".")
    yield _python("ruff format", "-m", "ruff", "format", "--check", ".")
    deploy = ("manage.py", "check", "--deploy", "--fail-level=WARNING")
    sources = (
        _python("mypy", "-m", "mypy", "apps", "config", "tests"),
        _npm("front-end lint", "lint"),
        Gate("import-linter", [str(Path(PYTHON).with_name("lint-imports"))]),
        _python("check --deploy", *deploy, variables=_as_in_production()),
        _python("makemigrations --check", "manage.py", "makemigrations", "--check", "--dry-run"),
    )
    yield Beside((sources, (_npm("front-end types", "check"), _npm("front-end tests", "test", shown=True))))
    yield from _generated_is_fresh()
    yield _backend()
    # made by bin/setup; only what has changed since, as a generated file, makes it anew
    yield Gate("front-end build", [PYTHON, "-B", str(ROOT / "config" / "bootstrap.py"), "build"])
    yield _npm("front-end size", "size")
    in_browser = _browser_tests()
    yield in_browser or Gate("browser tests", [PYTHON, "-c", f"import sys; sys.exit({NO_BROWSER!r})"])


def _as_in_production() -> dict[str, str]:
    """An environment that production accepts, with servers that `check` never asks."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "OP_HMAC_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "board.example.org",
        "DATABASE_URL": "postgresql://alongside_app@localhost:1/alongside",
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": "redis://localhost:1/0",
        "CLOCK_SHIFT": "",
        "FIELD_USE_ACCEPTED_BY": "the gates of CI",
        "DEBUG": "",
        "PUSH_KEY": secrets.token_urlsafe(64),
        "PUSH_CONTACT": "mailto:desk@example.org",
        "PUSH_LOOPBACK": "",
        "MESSAGE_KEY": secrets.token_urlsafe(64),
        "PUBLIC_URL": "https://board.example.org",
        "EMAIL_URL": "smtps://mail.example.org",
    }


def docs(arguments: list[str]) -> Iterator[Gate]:
    """The generated pages."""
    yield _python("docs/settings.md", "manage.py", "write_settings_doc")
    yield _python("docs/access.md", "manage.py", "write_access_doc")


def schema(arguments: list[str]) -> Iterator[Gate]:
    """The API's description, then TypeScript made from it."""
    argv = ("manage.py", "spectacular", "--format", "openapi-json", "--file", "docs/openapi.json", "--fail-on-warn")
    yield _python("docs/openapi.json", *argv)
    yield _python("codes, access, transitions", "manage.py", "write_client_tables")
    yield _npm("TypeScript of the API", "api:types")


def _generated_is_fresh() -> Iterator[Gate]:
    before = _contents()
    yield from docs([])
    yield from schema([])
    after = _contents()
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    words = f"Out of date and now written again; look at them and commit: {', '.join(changed)}"
    yield Gate("generated files", [PYTHON, "-c", f"import sys; sys.exit({words if changed else 0!r})"])


def _contents() -> dict[str, bytes]:
    files: list[Path] = []
    for name in GENERATED:
        place = ROOT / name
        files += [each for each in place.rglob("*") if each.is_file()] if place.is_dir() else [place]
    return {str(file.relative_to(ROOT)): file.read_bytes() for file in files if file.exists()}


def fix(arguments: list[str]) -> Iterator[Gate]:
    """What can be mended by itself."""
    yield _python("ruff check --fix", "-m", "ruff", "check", "--fix", ".", shown=True)
    yield _python("ruff format", "-m", "ruff", "format", ".")
    yield _npm("eslint --fix", "lint", "--fix", shown=True)


def screenshots(arguments: list[str]) -> Iterator[Gate]:
    """docs/screenshots."""
    program = browser.find()
    if program is None:
        raise bootstrap.SetupError(NO_BROWSER)
    yield _beside_stack("screenshots", "screenshots", program)


def bench(arguments: list[str]) -> Iterator[Gate]:
    """benchmarks/RESULTS.md."""
    yield _python("bench", "-m", "benchmarks", *arguments, shown=True)


def faults(arguments: list[str]) -> Iterator[Gate]:
    """Serial: they count processes and freeze servers."""
    yield _python("faults", "-m", "pytest", "tests/faults", "-m", "faults", "-p", "no:xdist", *arguments, shown=True)


def soak(arguments: list[str]) -> Iterator[Gate]:
    """Random input, with a seed that is printed."""
    phone = _npm("stories of a phone", "test", "tests/outbox.model.test.ts", shown=True)
    phone.variables |= SOAK
    yield phone
    yield _python("random input", "-m", "pytest", "-n", "2", *arguments, shown=True, variables=SOAK)
    yield from faults([])


COMMANDS: dict[str, Callable[[list[str]], Iterator[Gate | Beside]]] = {
    each.__name__: each for each in (test, check, fix, schema, docs, screenshots, bench, faults, soak)
}


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(argv: list[str]) -> int:
    """Run the gates of one command; ends with the summaries of the test runners."""
    summaries: list[str] = []
    code = 0
    try:
        for gate in COMMANDS[argv[0]](argv[1:]):
            code = gate.run(summaries)
            if code != 0:
                break
    except bootstrap.SetupError as error:
        _say(str(error))
        code = 1
    except KeyboardInterrupt:
        code = 130
    for line in summaries:
        _say(line)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

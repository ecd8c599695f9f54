"""`make demo` and what belongs to it. Standard library and config/ only; Django runs in the children.

up        servers, tables, people, processes; one screen; until Ctrl-C
dev       the same, with reloading and the front-end's own server
reset     delete the demo's data
manage    any management command on the demo's services, starting them when they are down
during    a command beside a fresh stack of its own, on a free port (browser tests, screenshots, bench)
clean     delete the data of demo, tests and browser tests
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from config import bootstrap, embedded, processes, stack
from config.cast import CAST
from config.programs import ServiceError
from config.supervisor import Child, Supervisor, say

THROWAWAY = "ALONGSIDE_TEST_THROWAWAY"  # set by .ci/run: data goes with the run
KINDS = ("test", "browser")
CITY = ("--day", "--from", "7", "--speed", "60")
# Who of the cast is shown, and what there is to try as that person.
TRY = {
    "dana": "the board: take a call, send a team (a wide window; press ? for the keys)",
    "casey": "clinician, rides with Omar: accept, work it to cleared (a narrow window)",
    "omar": "officer, rides with Casey (a narrow window)",
    "riley": "another team's phone",
    "cam": "case manager: who is to be called, and by when",
    "sam": "supervisor of clinicians",
    "ada": "administrator: also /admin",
}


def main(argv: list[str]) -> int:
    """Run one of the commands above; failures are one sentence."""
    parser = argparse.ArgumentParser(prog="demo")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("up", "dev"):
        command = commands.add_parser(name)
        command.add_argument("--port", default="8000")
        command.add_argument("--name", default="demo", help="whose data; each name has servers of its own")
        command.add_argument("--city", action="store_true", help="let a synthetic day go by, one after the other")
        command.add_argument("--follow-parent", action="store_true", help="stop when the parent process is gone")
    commands.add_parser("reset")
    commands.add_parser("clean")
    commands.add_parser("manage").add_argument("arguments", nargs=argparse.REMAINDER)
    beside = commands.add_parser("during")
    beside.add_argument("--followed", action="store_true", help="with people who are followed up")
    beside.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args(argv)
    try:
        if options.command in ("up", "dev"):
            reloading = options.command == "dev"
            plays = CITY if options.city else ()
            return up(options.name, _port(options.port), options.follow_parent, reloading, plays)
        if options.command == "manage":
            return manage(options.arguments)
        if options.command == "during":
            return during(options.arguments, *(["--followed"] if options.followed else []))
        return reset() if options.command == "reset" else clean()
    except ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _port(words: str) -> int:
    if not words.isascii() or not words.isdigit() or not 1 <= int(words) <= 65535:
        raise ServiceError(f"PORT={words} is no port; give a number from 1024 to 65535: make demo PORT=8000")
    return int(words)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is done and how long it took, in the layout of config/bootstrap.py."""
    begun = time.monotonic()
    yield
    say(f"  {name:<34}{time.monotonic() - begun:6.1f} s")


def up(name: str, port: int, follow_parent: bool, reloading: bool, plays: Sequence[str] = ()) -> int:
    """Everything, until a signal comes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the supervisor takes over
    stack.check_port(port)
    with step("PostgreSQL and Valkey"):
        try:
            servers = embedded.start(stack.ROOT, name)
        except embedded.InUse as error:
            raise ServiceError("This checkout's demo is running already; stop it first, or use that one.") from error
    try:
        values = stack.environment(servers, name, port)
        with step("Tables"):
            stack.migrate(servers, values)
        with step("People and their day"):
            stack.seed(values, "--followed")
        children = stack.children(values, reloading)
        supervisor = Supervisor(children, servers.mend, follow_parent)
        try:
            with step("Web, worker, beat"):
                for child in children:
                    child.start()
                stack.wait_until_up(port, children[0])
            shown = port
            if reloading:
                children.append(_front_end(values, port + 1))
                children[-1].start()
                shown = port + 1
            if plays:
                children.append(_city(values, plays))
                children[-1].start()
            say(screen(shown))
        except BaseException:
            supervisor.stop()
            raise
        supervisor.run()
        say("Stopping …")
    finally:
        servers.stop()
    say("Stopped; nothing is left running. `make demo` goes on where you were, `make demo-reset` starts afresh.")
    return 0


def _city(values: dict[str, str], plays: Sequence[str]) -> Child:
    """The simulator beside the demo. The supervisor starts the next day when one is over."""
    argv = [sys.executable, "manage.py", "simulate", *plays]
    return Child("city", argv, values, stack.ROOT, stack.RUN / "logs" / "demo-city.log")


def _front_end(values: dict[str, str], port: int) -> Child:
    """Vite's own server, which passes /api and /ws on."""
    folder = stack.ROOT / "frontend"
    argv = ["node", "node_modules/vite/bin/vite.js", "--host", "127.0.0.1", "--port", str(port), "--strictPort"]
    variables = {**values, **bootstrap.node_environment(), "ALONGSIDE_BACKEND": f"http://127.0.0.1:{values['PORT']}"}
    return Child("front end", argv, variables, folder, stack.RUN / "logs" / "demo-front-end.log")


def screen(port: int) -> str:
    """The one screen: what to open as whom, how to sign in, how to stop."""
    shown = [person for key in TRY for person in CAST if person.key == key]
    lines = ["", "Alongside is running. Everybody in it is invented; keep real people out of it.", ""]
    lines += [f"  {'open':<32}{'as':<8}to see"]
    for person in shown:
        lines.append(f"  {f'http://{person.key}.localhost:{port}':<32}{person.name.split()[0]:<8}{TRY[person.key]}")
    lines += ["", f"  {'sign in as':<32}password"]
    lines += [f"  {person.email:<32}{person.password}" for person in shown]
    lines += [
        "",
        "Each address is a person of its own, so all can be open side by side in one browser.",
        "At the first sign-in each makes a PIN of six digits; it opens what the device keeps, also without signal.",
        f"E-mails and texts do not leave; read them at http://place.localhost:{port}/p/mailbox",
        "Weeks in a minute: make advance BY=3d in a second terminal; docs/guides/whole-story.md walks through it.",
        f"A day in a minute for each hour: make city PORT={port} (or make demo CITY=1).",
        f"Logs: {stack.RUN / 'logs'}   A second terminal: make manage ARGS='help'",
        "Stop with Ctrl-C.",
        "",
    ]
    return "\n".join(lines)


def reset() -> int:
    """Delete the demo's data; the next `make demo` starts afresh."""
    try:
        embedded.remove(stack.ROOT, "demo")
    except embedded.InUse as error:
        raise ServiceError("The demo is running; stop it first (Ctrl-C where it runs).") from error
    (stack.RUN / "demo-seal-heads.txt").unlink(missing_ok=True)
    say("The demo's data is deleted.")
    return 0


def clean() -> int:
    """Delete the data of every kind of run of this checkout."""
    names = ["demo", *(f"{kind}-{slot}" for kind in KINDS for slot in range(1, embedded.SLOTS + 1))]
    for name in names:
        with contextlib.suppress(embedded.InUse):
            embedded.remove(stack.ROOT, name)
    return 0


def manage(arguments: list[str]) -> int:
    """One management command on the demo's services; what had to be started for it is stopped afterwards."""
    running = embedded.attach(stack.ROOT)
    servers = running or embedded.start(stack.ROOT)
    try:
        values = stack.environment(servers, "demo", 8000)
        if arguments[:1] == ["migrate"]:
            values["DATABASE_OWNER_URL"] = servers.database_owner_url
        elif running is None:
            stack.migrate(servers, values)
        return stack.manage(arguments, values)
    finally:
        servers.stop()


def during(arguments: list[str], *more: str) -> int:
    """Run a command beside a fresh stack; the port is in E2E_PORT, the logins are JSON in E2E_LOGINS.

    `more` is for the seed.
    """
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    servers = embedded.start_slot(stack.ROOT, "browser")
    try:
        embedded.renew(servers)
        (stack.RUN / f"{servers.name}-seal-heads.txt").unlink(missing_ok=True)  # of the database that is no more
        port = processes.free_port()
        values = stack.environment(servers, servers.name, port)
        stack.migrate(servers, values)
        stack.seed(values, *more)
        children = stack.children(values)
        supervisor = Supervisor(children, servers.mend, follow_parent=False)
        try:
            for child in children:
                child.start()
            stack.wait_until_up(port, children[0])
            return _beside(command, _for_command(values, port), supervisor)
        finally:
            supervisor.stop()
    finally:
        servers.stop(remove=THROWAWAY in os.environ)


def _for_command(values: dict[str, str], port: int) -> dict[str, str]:
    logins = {person.key: {"email": person.email, "password": person.password} for person in CAST}
    return {**values, **bootstrap.node_environment(), "E2E_PORT": str(port), "E2E_LOGINS": json.dumps(logins)}


def _beside(command: list[str], values: dict[str, str], supervisor: Supervisor) -> int:
    """Run the command in our process group, so that Ctrl-C reaches it; its exit code is ours."""
    process = subprocess.Popen(command, env=values)
    while process.poll() is None:
        if supervisor.stopping:
            process.terminate()
            process.wait()
        time.sleep(0.1)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

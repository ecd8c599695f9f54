"""A worker that sends messages, killed in each window: nothing is lost in silence, nothing comes twice unmarked."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.common.clock import now
from apps.notifications import actions
from apps.notifications.models import Message
from apps.notifications.outgoing.sweeps import send_messages
from apps.outbox.commands import do
from tests.notifications.receivers import TOKEN, Mail, Sms, words_of
from tests.notifications.test_messages import PARAMS
from tests.people import People

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("committed")]
_WORKER = """
import os
import django
django.setup()
from django.conf import settings
settings.EMAIL_BACKEND, settings.MAIL_LEAVES = "django.core.mail.backends.smtp.EmailBackend", True
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", int(os.environ["MAIL_PORT"]), False
settings.SMS_URL, settings.SMS_TOKEN = os.environ["SMS_AT"], os.environ["SMS_AS"]
from apps.notifications.outgoing.sweeps import send_messages
send_messages()
"""


class Worker:
    """One process that sends once, and is killed by whoever calls `kill`."""

    def __init__(self) -> None:
        self.process: Any = None

    def run(self, mail: Mail, gateway: Sms) -> int:
        """Start it and wait for its end; answers how it ended."""
        variables = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "MAIL_PORT": str(mail.port),
            "SMS_AT": f"http://127.0.0.1:{gateway.server.server_port}/messages",
            "SMS_AS": TOKEN,
        }
        self.process = subprocess.Popen([sys.executable, "-c", _WORKER], cwd=ROOT, env=variables)
        return int(self.process.wait(60))

    def kill(self) -> None:
        """In the middle of whatever it does."""
        os.kill(self.process.pid, signal.SIGKILL)


class Deadly(Mail):
    """A mail server in whose hands the worker dies: at the greeting, or when it has the letter."""

    def __enter__(self) -> "Deadly":
        super().__enter__()
        return self

    def __init__(self, kill: Callable[[], None], when: str) -> None:
        super().__init__()
        self.kill, self.when = kill, when

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, host: str, said: Any) -> Any:  # noqa: N802
        session.host_name = host
        if self.when == "before":
            self.kill()
        return said

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        said = await super().handle_DATA(server, session, envelope)
        if self.when == "after":
            self.kill()
        return said


@pytest.fixture
def gateway(settings: Any) -> Iterator[Sms]:
    with Sms() as running:
        running.use(settings)
        yield running


def owed(people: People, channel: str, audience: str) -> Message:
    def ask(*, by: Any) -> Any:
        more: dict[str, Any] = {"text": "place_link", "params": PARAMS, "to": "desk@harbor.example"}
        if channel == "sms":
            more = {"text": "place_code", "params": {"place": "Harbor Light"}, "to": "555-0142"}
        return actions.queue_message(key="one", channel=channel, audience=audience, secret="K" * 16, **more)

    made: Message = do(ask, by=people.system)
    return made


def lease_runs_out() -> None:
    Message.objects.filter(state="sending").update(claimed_until=now() - timedelta(seconds=1))
    Message.objects.filter(state="waiting").update(due_at=now())


@pytest.mark.parametrize("audience", ["staff", "provider"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_speaks_to_the_mail_server(
    when: str, audience: str, people: People, gateway: Sms, settings: Any
) -> None:
    worker, row = Worker(), owed(people, "email", audience)
    with Deadly(worker.kill, when) as mail:
        assert worker.run(mail, gateway) == -signal.SIGKILL
        mail.when = "never"
        row.refresh_from_db()
        assert row.state == "sending", "committed before anybody was contacted"
        mail.use(settings)
        for _ in range(3):
            lease_runs_out()
            send_messages()
    row.refresh_from_db()
    marked = ["may be a repeat" in words_of(letter) for letter in mail.taken]
    assert marked.count(False) <= 1, "never two without a mark"
    assert marked == ([False] if when == "after" else []) + ([True] if audience == "staff" else [])
    assert row.state == ("sent" if audience == "staff" else "unknown"), "never zero in silence"


@pytest.mark.parametrize("keeps", [True, False])
def test_killed_while_it_speaks_to_the_gateway_the_gateway_is_asked_and_one_text_arrives(
    keeps: bool, people: People, gateway: Sms
) -> None:
    worker, row = Worker(), owed(people, "sms", "provider")

    def dies(number: int, _id: str) -> int | None:
        if number == 1:
            worker.kill()
            return None
        return 202

    gateway.says, gateway.keeps = dies, keeps
    with Mail() as mail:
        assert worker.run(mail, gateway) == -signal.SIGKILL
    for _ in range(3):
        lease_runs_out()
        send_messages()
    row.refresh_from_db()
    assert (row.state, len(gateway.bodies)) == ("sent", 1)

"""Receivers on this machine: a mail server that speaks SMTP (aiosmtpd), and an SMS gateway that can misbehave."""

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP

TOKEN = "token-of-the-test-gateway"


class Mail:
    """A real SMTP server on a free port. `says` is its answer to the letter; `hangs_up` cuts the line after it."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.says = "250 OK"
        self.says_to_recipient = "250 OK"
        self.hangs_up = False
        self.port = 0
        self._loop = asyncio.new_event_loop()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.says_to_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.says_to_recipient

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.says.startswith("2"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.hangs_up:
            server.transport.abort()
        return self.says

    def __enter__(self) -> "Mail":
        ready = threading.Event()

        async def serve() -> None:
            running = await asyncio.get_running_loop().create_server(
                lambda: SMTP(self, hostname="mail.test", enable_SMTPUTF8=True), "127.0.0.1", 0
            )
            self.port = running.sockets[0].getsockname()[1]
            ready.set()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._loop.run_until_complete(serve())
            self._loop.run_forever()

        threading.Thread(target=run, daemon=True).start()
        assert ready.wait(10)
        return self

    def __exit__(self, *args: Any) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    def use(self, settings: Any) -> None:
        """Let the application send here."""
        settings.EMAIL_BACKEND, settings.MAIL_LEAVES = "django.core.mail.backends.smtp.EmailBackend", True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", self.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5


def words_of(mail: EmailMessage) -> str:
    """The plain part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@dataclass
class Sms:
    """An SMS gateway. It knows a text by our id, so that a repeat is no second one; `says` decides what it answers.

    `says` gets (number of the try, id) and answers a status, or None to hang up without a word. `keeps` says whether
    it has kept the text all the same: a gateway that breaks down after sending.
    """

    says: Callable[[int, str], int | None] = lambda _n, _id: 202
    keeps: bool = True
    can_be_asked: bool = True
    tries: int = 0
    asked: int = 0
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    bodies: list[dict[str, str]] = field(default_factory=list)
    server: Any = None

    def __enter__(self) -> "Sms":
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.headers["Authorization"] == f"Bearer {TOKEN}"
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.tries += 1
                status = gateway.says(gateway.tries, body["id"])
                if gateway.keeps or (status is not None and status < 300):
                    gateway.texts.setdefault(body["id"], body)
                    gateway.bodies.append(body)
                if status is None:
                    self.close_connection = True
                    self.connection.close()
                    return
                self._answer(status, {"id": f"g-{body['id'][:8]}"})

            def do_GET(self) -> None:
                gateway.asked += 1
                known = self.path.rsplit("/", 1)[1] in gateway.texts
                status = 503 if not gateway.can_be_asked else 200 if known else 404
                self._answer(status, {"state": "sent"} if status == 200 else {})

            def _answer(self, status: int, said: dict[str, str]) -> None:
                raw = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *args: Any) -> None:
                """Quiet."""

            def finish(self) -> None:
                if not self.wfile.closed:
                    try:
                        self.wfile.flush()
                    except OSError:
                        return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *args: Any) -> None:
        self.server.shutdown()
        self.server.server_close()

    def use(self, settings: Any) -> None:
        """Let the application send here."""
        settings.SMS_URL, settings.SMS_TOKEN = f"http://127.0.0.1:{self.server.server_port}/messages", TOKEN

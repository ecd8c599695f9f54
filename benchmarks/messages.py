"""How fast messages leave: `python -m benchmarks.messages COUNT` prints JSON, beside a benchmarks.receiver.

Real worker and beat as in the Procfile, real SMTP with STARTTLS. The bound: the same letters by smtplib, as many at
once and a connection for each, to the same server; no row, no claim, no record. Measured before and after.
"""

import json
import os
import signal
import smtplib
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402

from apps.accounts.queries import system_actor  # noqa: E402
from apps.notifications.actions import queue_message  # noqa: E402
from apps.notifications.models import Message  # noqa: E402
from apps.notifications.outgoing import texts  # noqa: E402
from apps.notifications.outgoing.mail import mail_of  # noqa: E402
from apps.notifications.outgoing.sweeps import BATCH  # noqa: E402
from apps.outbox.commands import do  # noqa: E402
from config import processes, stack  # noqa: E402

WARM_UP: Final = 24
PATIENCE_S: Final = 120.0
CODE: Final = "7K2M9QXR4TVB8WZC"
PARAMS: Final = {
    "place": "Harbor Light Crisis Center",
    "asker": "Calder County Behavioral Health",
    "phone": "555-0111",
    "until_en": "Sat, Nov 28, 9:00 pm",
    "until_es": "sáb 28 de nov, 9:00 p. m.",
    "factor_en": "It asks for the 6-digit code that we text to 555-01••.",
    "factor_es": "Le pediremos el código de 6 cifras que enviamos a 555-01••.",
}


def letters() -> int:
    """How many the server has taken so far."""
    file = Path(os.environ["FOLDER"]) / "letters"
    return file.stat().st_size if file.exists() else 0


def owe(count: int, round_: str) -> None:
    """So many, in one transaction."""

    def queue(*, by: Any) -> Any:
        for n in range(count):
            queue_message(
                key=f"bench {round_} {n}",
                channel="email",
                audience="provider",
                to=f"desk-{n}@places.example",
                text="place_link",
                params=PARAMS,
                secret=CODE,
            )

    do(queue, by=system_actor())


def until(is_so: Callable[[], bool]) -> None:
    """Look often; raises TimeoutError."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError("messages did not leave")
        time.sleep(0.02)


def bare(count: int) -> float:
    """The bound, in seconds."""
    parts = urlsplit(os.environ["EMAIL_URL"])
    said = texts.Filled("place_link", "en", PARAMS, CODE, settings.PUBLIC_URL)
    raw = mail_of(texts.email("bench", "desk@places.example", said)).message().as_bytes().replace(b"\n", b"\r\n")

    def send(_n: int) -> None:
        with smtplib.SMTP(str(parts.hostname), parts.port or 25, timeout=10) as line:
            line.starttls(context=ssl.create_default_context())
            line.sendmail("alongside@localhost", ["desk@places.example"], raw)

    begun = time.perf_counter()
    with ThreadPoolExecutor(max_workers=BATCH) as pool:
        list(pool.map(send, range(count)))
    return time.perf_counter() - begun


def ours(count: int) -> float:
    """From the commit that owes them until each is said to be sent, in seconds, by workers that run already."""
    owe(WARM_UP, "warm")
    until(lambda: not Message.objects.exclude(state=Message.State.SENT).exists())
    before = letters()
    owe(count, "timed")
    begun = time.perf_counter()
    until(lambda: letters() - before >= count)
    until(lambda: not Message.objects.exclude(state=Message.State.SENT).exists())
    took = time.perf_counter() - begun
    assert letters() - before == count, "none twice"
    return took


def main(count: int) -> None:
    """Bound, ours, bound; and tell."""
    first = bare(count)
    celery = [sys.executable, "-m", "celery", "--app", "config.celery"]
    worker = [*celery, "worker", "--pool=threads", "--concurrency=4", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--pidfile=", f"--schedule={os.environ['FOLDER']}/beat"]
    quiet: dict[str, Any] = {"cwd": stack.ROOT, "env": dict(os.environ), "stdout": subprocess.DEVNULL}
    running = [processes.spawn([*argv, "--loglevel=ERROR"], signal.SIGTERM, **quiet) for argv in (worker, beat)]
    try:
        took = ours(count)
    finally:
        for child in running:
            processes.end(child, signal.SIGTERM, signal.SIGKILL, 10)
    told = {"count": count, "bounds_s": [first, bare(count)], "ours_s": took, "load": os.getloadavg()[0]}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""One run of benchmarks/messages.py as a section of RESULTS.md."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.report import machine, today
from config import processes, stack


def measure(values: Mapping[str, str], count: int) -> str:
    """Run it beside a stage's servers and a mail server of its own; answers the section."""
    with TemporaryDirectory(prefix="bench-messages-") as folder:
        receiver = processes.spawn(
            [sys.executable, "-m", "benchmarks.receiver", folder],
            signal.SIGTERM,
            cwd=stack.ROOT,
            env=dict(values),
            stdout=subprocess.PIPE,
        )
        try:
            assert receiver.stdout is not None
            port = int(receiver.stdout.readline())
            mail = {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "MAILBOX": "no", "FOLDER": folder}
            told = subprocess.run(
                [sys.executable, "-m", "benchmarks.messages", str(count)],
                cwd=stack.ROOT,
                env={**values, **mail, "SSL_CERT_FILE": str(Path(folder) / "ca.pem")},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
        finally:
            processes.end(receiver, signal.SIGTERM, signal.SIGKILL, 5)
    return section(json.loads(told.stdout))


def section(told: Mapping[str, Any]) -> str:
    """Speed as a ratio to the bound of the same run."""
    count, bound, took = told["count"], mean(told["bounds_s"]), told["ours_s"]
    ends = " and ".join(f"{each:.2f}" for each in told["bounds_s"])
    lines = [
        f"## {count:,} e-mails leave, {today()}",
        "",
        "A worker (four threads) and beat as in the Procfile, a mail server with STARTTLS of its own.",
        "From the commit that owes them until each is kept as sent; none lost, none twice. Bound: the same by",
        "smtplib, eight at once and a connection each, to the same server.",
        "",
        "| | bound, s | ours, s | ours ÷ bound | letters/s |",
        "|---|---|---|---|---|",
        f"| {count:,} letters | {bound:.2f} | {took:.2f} | {took / bound:.1f} | {count / took:,.0f} |",
        "",
        f"Bounds of the two ends: {ends} s. Load at the end {told['load']:.1f}. Machine: {machine()}",
        "",
    ]
    return "\n".join(lines)

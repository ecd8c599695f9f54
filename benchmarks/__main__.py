"""`make bench`: measure, print, append to benchmarks/RESULTS.md. Some minutes; `--dry` writes nothing."""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack

from benchmarks import (
    delivery,
    directory_report,
    identity_report,
    messages_report,
    pages,
    phone,
    report,
    stage,
    worklist_report,
)

LONGEST_S = 170.0  # from the first socket on
PARTS = ("delivery", "identity", "directory", "messages", "worklist", "phone", "pages")
SERVICES = 5_000
LETTERS = 400
CASES = 100_000
Say = Callable[[str], None]


def main(argv: list[str]) -> int:
    """Exit code 1 when the machine was too busy to believe the figures of the delivery."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--phones", type=int, default=1_000)
    parser.add_argument("--only", choices=PARTS, help="one of the parts")
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args(argv)
    parts = [options.only] if options.only else PARTS
    begun = time.monotonic()

    def say(words: str) -> None:
        print(f"[{time.monotonic() - begun:5.1f} s] {words}", flush=True)

    def write(text: str) -> None:
        print(text)
        if not options.dry:
            report.append(text)

    steady = True
    if "delivery" in parts:
        text, steady = _delivery(options.phones, say)
        write(text)
    if "identity" in parts:
        say(f"inventing {options.people:,} people to match")
        write(_identity(options.people))
    if "directory" in parts:
        say(f"taking in {SERVICES:,} invented services, twice")
        write(_directory())
    if "messages" in parts:
        say(f"sending {LETTERS} e-mails through a worker")
        write(_messages())
    if "worklist" in parts:
        say(f"inventing {CASES:,} open cases")
        write(_worklist())
    for name, measured in (("phone", _phone), ("pages", _pages)):
        section = measured(say) if name in parts else None
        if section is not None:
            write(section)
    return 0 if steady else 1


def _phone(say: Say) -> str | None:
    """Its section; None where there is no browser."""
    say("the phone, in a browser, beside a fresh stack")
    found = phone.measure()
    if found is None:
        say(phone.NO_BROWSER)
        return None
    return phone.section(found)


def _pages(say: Say) -> str | None:
    """Its section; None where there is no browser."""
    say("Lighthouse, beside a fresh stack")
    said = pages.measure()
    return None if said is None else pages.section(said)


def _identity(people: int) -> str:
    """Its section."""
    with ExitStack() as ending:
        there = stage.set_up(ending, 1)
        return identity_report.measure({**there.values, "BENCH_OWNER_URL": there.owner_url}, people)


def _directory() -> str:
    """Its section."""
    with ExitStack() as ending:
        return directory_report.measure(stage.set_up(ending, 1).values, SERVICES)


def _messages() -> str:
    """Its section."""
    with ExitStack() as ending:
        return messages_report.measure(stage.set_up(ending, 1).values, LETTERS)


def _worklist() -> str:
    """Its section."""
    with ExitStack() as ending:
        there = stage.set_up(ending, 1)
        return worklist_report.measure({**there.values, "BENCH_OWNER_URL": there.owner_url}, CASES)


def _delivery(phones: int, say: Say) -> tuple[str, bool]:
    """Its section, and whether it can be believed."""

    async def measure(there: stage.Stage) -> tuple[delivery.Series, delivery.Series, delivery.Series]:
        async with asyncio.timeout(LONGEST_S):
            return await delivery.measure(there, phones, say)

    with ExitStack() as ending:
        say("starting servers of its own")
        there = stage.set_up(ending, phones)
        say(f"{phones} people are there")
        first, ours, second = asyncio.run(measure(there))
    return report.section([first, second], ours, phones), report.is_steady([first, second])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make bench`: measure, print, append to benchmarks/RESULTS.md. Some five minutes; `--dry` writes nothing."""

import argparse
import asyncio
import sys
import time
from contextlib import ExitStack

from benchmarks import delivery, identity_report, report, stage

LONGEST_S = 170.0  # from the first socket on


def main(argv: list[str]) -> int:
    """Exit code 1 when the machine was too busy to believe the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--phones", type=int, default=1_000)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args(argv)
    begun = time.monotonic()

    def say(words: str) -> None:
        print(f"[{time.monotonic() - begun:5.1f} s] {words}", flush=True)

    async def measure() -> tuple[delivery.Series, delivery.Series, delivery.Series]:
        async with asyncio.timeout(LONGEST_S):
            return await delivery.measure(there, options.phones, say)

    with ExitStack() as ending:
        say("starting servers of its own")
        there = stage.set_up(ending, options.phones)
        say(f"{options.phones} people are there")
        first, ours, second = asyncio.run(measure())
        text = report.section([first, second], ours, options.phones)
        say(f"inventing {options.people:,} people to match")
        text += "\n" + identity_report.measure(there.values, options.people)
    print(text)
    if not options.dry:
        report.append(text)
    return 0 if report.is_steady([first, second]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""PostgreSQL's counter of transactions, as far as a restored database must know of it."""

from typing import Final

PAGE: Final = 32_768
"""Transactions in one 8 kB page of PostgreSQL's commit log, two bits each (src/backend/access/transam/clog.c)."""


def next_page(counter: int) -> int:
    """The first transaction of the page behind `counter`: going on there needs no page that was never written."""
    return (counter // PAGE + 1) * PAGE

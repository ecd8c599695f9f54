"""What every test may ask for. The servers themselves are started by tests/servers.py.

Tests of rules use pytest-django's `db`: one transaction that is rolled back. Journeys use `committed`: real
commits, cleaned afterwards. `transaction=True` is refused, because the app role may not TRUNCATE.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection, connections
from django.test import TestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests.databases import Cleaner, copy_of, template_for
from tests.servers import SERVERS, WORKER

pytest_plugins = ("tests.people",)

_calm = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
hypothesis_settings.register_profile(
    "check", derandomize=True, deadline=None, max_examples=60, suppress_health_check=_calm
)
hypothesis_settings.register_profile(
    "soak", deadline=None, max_examples=2_000, print_blob=True, suppress_health_check=_calm
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; refuse what the app role cannot clean up after."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and mark.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: use the `committed` fixture instead of transaction=True")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A copy of the migrated template for this worker. Tests connect to it as the app role."""
    copy_of(SERVERS, template_for(SERVERS), f"test_{WORKER}")
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def cleaner(django_db_setup: None) -> Cleaner:
    return Cleaner(SERVERS.url("postgres", f"test_{WORKER}"))


@pytest.fixture
def committed(request: pytest.FixtureRequest, cleaner: Cleaner, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Real commits, seen by every thread and process; afterwards all tables are as the template has them."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        raise pytest.UsageError("a test is either in one transaction (db) or commits (committed), not both")
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            connections.close_all()
            cleaner.clean()


@pytest.fixture
def commits(db: None) -> Callable[[], AbstractContextManager[None]]:
    """`with commits():` ends its block as a commit would: deferred constraints, then on_commit callbacks."""

    @contextmanager
    def block() -> Iterator[None]:
        with TestCase.captureOnCommitCallbacks(execute=False) as callbacks:
            yield
        connection.check_constraints()
        for callback in callbacks:
            callback()

    return block

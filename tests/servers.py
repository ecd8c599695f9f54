"""A pytest plugin (`-p tests.servers`): one PostgreSQL and one Valkey for the whole run.

It is imported before the settings are read, because they hold the servers' addresses. Workers of xdist
inherit the servers from the process that started them and get a database and a prefix of their own.
"""

import json
import os
from pathlib import Path

import pytest

from config import embedded
from config.programs import ServiceError

ROOT = Path(__file__).resolve().parent.parent
INHERITED = "ALONGSIDE_TEST_SERVERS"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


def _point_settings_at(servers: embedded.Servers) -> None:
    name = f"test_{WORKER}"
    os.environ.update(servers.environment())
    os.environ["DATABASE_URL"] = servers.url(embedded.APP, name)
    os.environ["DATABASE_OWNER_URL"] = servers.url(embedded.OWNER, name)
    os.environ["ALONGSIDE_PREFIX"] = f"test-{WORKER}"  # pub/sub ignores Redis' database numbers


_running: embedded.Servers | None = None
if INHERITED in os.environ:
    SERVERS = embedded.Servers(Path(), *json.loads(os.environ[INHERITED])[1:])
    SERVERS.home = Path(json.loads(os.environ[INHERITED])[0])
else:
    try:
        SERVERS = _running = embedded.start_slot(ROOT, "test")
    except ServiceError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ[INHERITED] = json.dumps([str(SERVERS.home), *(getattr(SERVERS, key) for key in embedded.URLS)])
_point_settings_at(SERVERS)


def pytest_unconfigure() -> None:
    """Stop what this process started; with ALONGSIDE_TEST_THROWAWAY its folder goes too."""
    if _running is not None:
        _running.stop(remove="ALONGSIDE_TEST_THROWAWAY" in os.environ)

"""The worker's plain thread: runs each sweep that has fallen silent.

beat and worker both fall silent while Redis is paused or dead, and what is due does not wait for that.
"""

import threading
from typing import Any, Final

import structlog
from django.db import DatabaseError, close_old_connections, connection

from apps.outbox.sweeps import run_sweep, silent

log = structlog.get_logger()
INTERVAL_S: Final = 1.0


class Standby:
    """Looks once a second for sweeps whose last run is older than three intervals, and runs them here."""

    def __init__(self) -> None:
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, **kwargs: Any) -> None:
        """Begin; again changes nothing. Takes what a signal of Celery brings."""
        if self._thread is None:
            self._end.clear()
            self._thread = threading.Thread(target=self._run, name="standby", daemon=True)
            self._thread.start()

    def stop(self, **kwargs: Any) -> None:
        """End within the sweep that is running."""
        self._end.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
            self._thread = None

    def _run(self) -> None:
        while not self._end.wait(INTERVAL_S):
            self.once()

    def once(self) -> list[str]:
        """Run what is silent now; answers the names of those that ran."""
        done = []
        try:
            for sweep in silent():
                try:
                    run_sweep(sweep.name)
                    done.append(sweep.name)
                except Exception as error:  # noqa: BLE001  (one broken sweep must not silence the others)
                    log.warning("sweep_failed", sweep=sweep.name, error=type(error).__name__)
        except DatabaseError as error:
            log.warning("standby_cannot_look", error=type(error).__name__)
            connection.close()
        close_old_connections()
        return done


STANDBY: Final = Standby()

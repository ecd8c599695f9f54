"""Celery's side of a sweep: fetch nothing, call one."""

from celery import shared_task

from apps.outbox.sweeps import run_sweep


@shared_task(name="sweep", ignore_result=True)
def sweep(name: str) -> None:
    """Run one sweep."""
    run_sweep(name)

"""Check the record: rows, seals, gaps, heads kept outside, and the age of the unsealed tail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.audit.models import AuditEvent, AuditSeal
from apps.audit.seal import verify


class Command(BaseCommand):
    help = "Check the audit record; exits 1 and lists what is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = verify()
        for problem in problems:
            self.stderr.write(f"{problem.where}: {problem.what}")
        if problems:
            raise CommandError(f"{len(problems)} problem(s) in the audit record.")
        rows, seals = AuditEvent.objects.count(), AuditSeal.objects.count()
        self.stdout.write(f"The audit record is whole: {rows} rows, {seals} seals.")

"""What sign-ins leave behind and nobody needs any more. In real time: a demo's shifted clock signs nobody out."""

from datetime import timedelta
from typing import Final

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.sessions import SessionStore

KEEP_ATTEMPTS: Final = timedelta(days=1)
BATCH: Final = 2_000


def forget_sign_ins() -> int:
    """Drop sessions that have ended, and wrong passwords that lock nobody; a real account's lock stays.

    Answers how many wrong passwords went; in batches, for an attacker may have left many.
    """
    SessionStore.clear_expired()
    old = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - KEEP_ATTEMPTS)  # noqa: TID251
    counted = old.values("username").annotate(total=Sum("failures_since_start"))
    locked = counted.filter(total__gte=settings.AXES_FAILURE_LIMIT).values_list("username", flat=True)
    kept = User.objects.filter(email__in=list(locked)).values_list("email", flat=True)
    idle = old.exclude(username__in=list(kept)).values("pk")[:BATCH]
    gone: int = AccessAttempt.objects.filter(pk__in=idle).delete()[0]
    return gone

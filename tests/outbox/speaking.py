"""Commands of the runner's tests."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection

from apps.accounts.models import Device, User
from apps.common.errors import Code, DomainError, Invalid
from apps.common.ids import uuid7
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.publish import publish, user_stream
from tests.probes import Probe, ProbeMoved


@action("session.language", offline=NEVER)
def speak(*, by: Any, language: str) -> User:
    """An action of these tests: change one's own language."""
    user = User.objects.select_for_update().get(id=by.id)
    if user.language == language:
        raise AlreadyApplied(user)
    if language == "xx":
        raise Invalid(Code.INVALID, "Not a language.", fields=["language"], by=by.id)
    user.language = language
    user.bump("language")
    publish(ProbeMoved(user.id), about=user, to=[user_stream(user.id)])
    return user


@action("session.sign_out", offline=NEVER)  # a write without QUEUE, so that the exported table stays as it is
def speak_in_turn(*, by: Any, languages: list[str], swallow: bool = False) -> User:
    """An action that calls another."""
    for language in languages:
        try:
            speak(by=by, language=language)
        except DomainError:
            if not swallow:
                raise
    return User.objects.get(id=by.id)


def refuse(*, by: Any, error: DomainError, object_id: UUID | None = None) -> None:
    """A command that writes something and then refuses."""
    Device(id=uuid7(), user_id=by.id).save()
    publish(ProbeMoved(uuid7()), about=Probe(), to=[user_stream(by.id)])
    raise error


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """All at the same time, each on a connection of its own; answers what each returned or raised."""
    together = threading.Barrier(len(works))

    def go(work: Callable[[], Any]) -> Any:
        together.wait(10)
        try:
            return work()
        except (DomainError, OperationalError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(go, works))

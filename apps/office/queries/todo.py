"""What needs an administrator today: each with its number and where to go. Counts and names of staff and places."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q

from apps.accounts.models import Device
from apps.accounts.queries import devices_visible_to, invitations, locked_out
from apps.common.clock import now
from apps.directory.facts import WHAT
from apps.directory.models import Service
from apps.directory.queries import sud_to_review
from apps.directory.queries import visible_to as services_visible_to
from apps.encounters.queries import instruments_visible_to
from apps.followups.queries import owners_without_manager
from apps.incidents.models import MatrixDraft
from apps.incidents.queries import open_draft
from apps.notifications.models import Message
from apps.notifications.queries import messages_visible_to
from apps.office.queries.health import ALARM, checks, span
from apps.office.queries.review import is_reviewed, week_to_review
from apps.outbox.models import HandlerRun

UNUSED: Final = timedelta(days=60)
"""A phone that was not heard from for so long is lost or given away. Unverified default."""
LICENCE_ENDS: Final = timedelta(days=30)


@dataclass(frozen=True)
class Todo:
    """One thing: `where` names a page of the administration, `button` what is done there."""

    key: str
    icon: str
    title: str
    text: str
    button: str
    where: str
    count: int = 1
    is_alarm: bool = False


def todo(user: Any) -> list[Todo]:
    """Everything that waits, the urgent first."""
    found = [
        *_broken(user), *_messages(user), *_reactions(), *_locked(user), *_invited(user), *_matrix(user),
        *_cases(user), *_phones(user), *_directory(user), *_licences(user), *_review(user),
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.is_alarm)


def _broken(user: Any) -> list[Todo]:
    bad = [one for one in checks(user) if one.state == ALARM]
    return [Todo("health", "pulse", f"{one.name}: {one.value}", one.why, "Look", one.where, 1, True) for one in bad]


def _messages(user: Any) -> list[Todo]:
    dead = messages_visible_to(user).filter(state__in=[Message.State.FAILED, Message.State.UNKNOWN])
    rows = dead.filter(emptied_at__isnull=True).order_by("created_at").values_list("text", "created_at")
    found = list(rows[:500])
    if not found:
        return []
    kinds = sorted({text.replace("_", " ") for text, _at in found})
    text = f"{', '.join(kinds)}. The oldest waits for {span(now() - found[0][1])}."
    title = _many(len(found), "message never arrived", "messages never arrived")
    return [Todo("messages", "mail", title, text, "Read and send again", "messages", len(found), True)]


def _reactions() -> list[Todo]:
    n = HandlerRun.objects.filter(status=HandlerRun.Status.DEAD).count()
    title = _many(n, "reaction was given up", "reactions were given up")
    return [Todo("reactions", "pulse", title, "Tried eight times.", "Look", "reactions", n, True)] if n else []


def _locked(user: Any) -> list[Todo]:
    names = [one["name"] for one in locked_out(user)]
    title = _many(len(names), "person is locked out", "people are locked out")
    return [Todo("locked", "user", title, f"{_few(names)}.", "Look", "people", len(names))] if names else []


def _invited(user: Any) -> list[Todo]:
    links = invitations(user)
    if not links:
        return []
    over = sum(link.expires_at <= now() for link in links)
    title = _many(len(links), "person has not used their invitation", "people have not used their invitation")
    text = f"{_few([link.user.name for link in links])}. {f'{over} of the links are over.' if over else ''}"
    return [Todo("invited", "user", title, text.strip(), "Send again", "people", len(links))]


def _matrix(user: Any) -> list[Todo]:
    draft = open_draft(user)
    if draft is None:
        return []
    if draft.state == MatrixDraft.State.SUBMITTED:
        return [Todo("matrix", "steps", "The next matrix waits for a supervisor", "", "Open", "matrix")]
    title = "The next matrix was sent back" if draft.words else "The next matrix is being written"
    return [Todo("matrix", "steps", title, draft.words or f"By {draft.made_by.name}.", "Open", "matrix")]


def _cases(user: Any) -> list[Todo]:
    owners = owners_without_manager(user.programme_id)
    n = sum(count for _name, count in owners)
    title = _many(n, "case has no case manager", "cases have no case manager")
    text = f"With {_few([name for name, _count in owners])}. Give somebody the role."
    return [Todo("cases", "user", title, text, "People", "people", n)] if n else []


def unused(user: Any) -> Any:
    """Phones in use by nobody for a long time, of accounts that are open."""
    rows = devices_visible_to(user).filter(revoked_at__isnull=True, user__is_active=True)
    return rows.filter(last_contact_at__lt=now() - UNUSED).select_related("user").order_by("last_contact_at")


def _phones(user: Any) -> list[Todo]:
    rows: list[Device] = list(unused(user)[:50])
    if not rows:
        return []
    title = _many(len(rows), "phone or desk unused for long", "phones and desks unused for long")
    text = f"{_few([row.user.name for row in rows])}. The longest for {span(_since(rows[0]))}."
    return [Todo("devices", "phone", title, text, "Decide", "devices", len(rows))]


def _since(device: Device) -> timedelta:
    return now() - (device.last_contact_at or device.created_at)


def differing(user: Any) -> Any:
    """Services of which the source says something else than we were told, and nobody has chosen."""
    differs = Q()
    for what in WHAT:
        differs |= Q(**{f"copy__facts__{what}__has_key": "other"})
    rows = services_visible_to(user).filter(vanished_at__isnull=True, corrections__given_up_at__isnull=True)
    return Service.objects.filter(id__in=rows.filter(differs).values("id")).order_by("name", "id")


def _directory(user: Any) -> list[Todo]:
    other, guessed = differing(user).count(), sud_to_review(user).count()
    found = []
    if other:
        title = _many(other, "service differs from its source", "services differ from their source")
        found.append(Todo("differing", "map", title, "We were told something else.", "Compare", "differing", other))
    if guessed:
        title = _many(guessed, "service may be for substance use", "services may be for substance use")
        text = "Guessed from their names; held to the strict rules until somebody says."
        found.append(Todo("sud", "map", title, text, "Review", "sud", guessed))
    return found


def _licences(user: Any) -> list[Todo]:
    soon = (now() + LICENCE_ENDS).date()
    rows = instruments_visible_to(user).filter(retired_at__isnull=True, permitted_until__lte=soon)
    n = rows.count()
    title = _many(n, "instrument's permission ends soon", "instruments' permissions end soon")
    text = "After that day it is offered no more."
    return [Todo("licences", "page", title, text, "Look", "instruments", n)] if n else []


def _review(user: Any) -> list[Todo]:
    monday = week_to_review(user)
    if is_reviewed(user, monday):
        return []
    text = "Who opened what, out of the ordinary. Counts only."
    title = f"The week of {monday:%b} {monday.day} is not reviewed"
    return [Todo("review", "eye", title, text, "Start the review", "review")]


def _many(n: int, one: str, more: str) -> str:
    return f"{n} {one if n == 1 else more}"


def _few(names: list[str], most: int = 3) -> str:
    shown = sorted(set(names))
    rest = len(shown) - most
    return ", ".join(shown[:most]) + (f" and {rest} more" if rest > 0 else "")

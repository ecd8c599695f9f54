"""The demo's data: made through actions, the same twice, and never in production."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.followups.models import Attempt
from apps.followups.queries.worklist import Asked, worklist
from apps.incidents.models import Incident
from apps.outbox.models import Epoch
from apps.people.models import Plan
from apps.teams.models import Shift
from config import seed
from config.cast import CAST
from tests.accounts.test_sign_in import Browser


@pytest.mark.django_db
def test_the_whole_demo_is_made_once_however_often() -> None:
    call_command("seed", stdout=StringIO())
    assert Shift.objects.filter(confirmed_at__isnull=False, ended_at__isnull=True).count() == 4
    assert Incident.objects.filter(status="closed").count() == 6
    assert not Incident.objects.filter(status="open").exists()
    assert Plan.objects.get().status == "approved"
    made = AuditEvent.objects.count()
    assert seed.everything()[1].endswith("0 people newly on shift")
    assert AuditEvent.objects.count() == made


@pytest.mark.django_db
def test_a_case_manager_finds_a_full_worklist_in_the_demo_once() -> None:
    call_command("seed", "--followed", stdout=StringIO())
    cam = User.objects.get(email="cam@alongside.example")
    page = worklist(cam, Asked())
    bays = [(row["bay"], row["person"]["name"]) for row in page["rows"]]
    assert bays[:3] == [("overdue", name) for name in ("Leland Moss", "Wren Tolliver", "Dorothea Pell")]
    counts = page["counts"]
    assert (counts["overdue"] + counts["today"], counts["waiting"], counts["landed"]) == (5, 2, 2)
    assert {row["last"]["words"] for row in page["rows"]} >= {"Eating, back at work.", "Wants to go on."}
    assert not Attempt.objects.filter(received_at__gt=F("at") + timedelta(minutes=1)).exists(), "none was told late"
    made = AuditEvent.objects.count()
    assert seed.followed().endswith("0 of them newly")
    assert AuditEvent.objects.count() == made


@pytest.mark.django_db
def test_everything_was_recorded_by_somebody() -> None:
    seed.everything()
    assert not AuditEvent.objects.filter(by_id__isnull=True).exists()


def test_production_takes_no_demo_data(settings: Settings) -> None:
    settings.IS_PRODUCTION = True
    for command in ("seed", "demo_logins"):
        with pytest.raises(CommandError, match="Production"):
            call_command(command, stdout=StringIO())


@pytest.mark.django_db
def test_every_login_that_the_demo_prints_works() -> None:
    seed.people()
    out = StringIO()
    call_command("demo_logins", stdout=out)
    rows = json.loads(out.getvalue())
    assert len(rows) == len(CAST)
    for row in rows:
        browser = Browser()
        assert browser.sign_in(row["email"], row["password"]).status_code == 200
        assert browser.get("/api/me").json()["name"] == row["name"]


@pytest.mark.django_db
def test_the_demos_clock_moves_only_where_it_may(settings: Settings) -> None:
    call_command("advance", "7d", stdout=StringIO())
    call_command("advance", "30m", stdout=StringIO())
    assert Epoch.objects.get().clock_shift_s == 7 * 86400 + 1800
    for nonsense in ("7", "d", "-1d", "1w", "99999d"):
        with pytest.raises(CommandError):
            call_command("advance", nonsense, stdout=StringIO())
    settings.CLOCK_SHIFT = False
    with pytest.raises(CommandError, match="never in production"):
        call_command("advance", "1d", stdout=StringIO())

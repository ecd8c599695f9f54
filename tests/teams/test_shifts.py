"""Starting, confirming, declining and ending a shift; one team at a time."""

from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import Device
from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.errors import Code, Conflict, DomainError, Invalid, NotAllowed, NotFound
from apps.common.ids import uuid7
from apps.involvement.models import Involvement
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery
from apps.outbox.publish import board_stream, user_stream
from apps.teams import actions, queries
from apps.teams.models import Position, Shift, Team
from tests.people import People
from tests.teams.riding import make_team, put_on, ride


def start(who: Any, team: Team, **more: Any) -> Shift:
    shift: Shift = do(actions.start_shift, by=who, shift_id=uuid7(), team_id=team.id, **more)
    return shift


def refused(code: Code) -> Any:
    return pytest.raises(DomainError, check=lambda error: error.code == code)


def alerts(user: Any, event: str) -> int:
    return Delivery.objects.filter(user=user, kind="alert", event=event).count()


def test_starting_a_shift_confirms_it_and_takes_the_persons_own_role(people: People) -> None:
    team = make_team(people)
    shift = start(people.casey, team)
    assert shift.role == "clinician"
    assert shift.is_confirmed
    assert shift.version == 1


def test_a_partner_is_proposed_and_confirms_with_one_tap(people: People) -> None:
    team = make_team(people)
    own_id = uuid7()
    start(people.casey, team, partner_id=people.omar.id, partner_shift_id=own_id)
    proposed = Shift.objects.get(id=own_id)
    assert not proposed.is_confirmed
    assert alerts(people.omar, "ShiftProposed") == 1
    assert queries.standing_of([team])[team.id].kind == "clinician"
    do(actions.confirm_shift, by=people.omar, shift_id=own_id)
    assert queries.standing_of([team])[team.id].kind == "pair"


def test_the_board_hears_when_the_partner_has_received_the_question(people: People) -> None:
    team = make_team(people)
    start(people.casey, team, partner_id=people.omar.id)
    alert = Delivery.objects.get(user=people.omar, kind="alert")
    assert alert.echo == board_stream(people.calder.id)


def test_confirming_twice_changes_nothing(people: People) -> None:
    team = make_team(people)
    shift = put_on(people, team, people.omar)
    again = do(actions.confirm_shift, by=people.omar, shift_id=shift.id)
    assert again.version == 2


def test_a_partner_who_says_no_is_told_to_whoever_asked(people: People) -> None:
    team = make_team(people)
    start(people.casey, team, partner_id=people.omar.id)
    shift = Shift.objects.get(user=people.omar)
    do(actions.decline_shift, by=people.omar, shift_id=shift.id)
    assert alerts(people.casey, "ShiftDeclined") == 1
    assert queries.open_shift_of(people.omar.id) is None
    with refused(Code.NOT_ON_SHIFT):
        do(actions.confirm_shift, by=people.omar, shift_id=shift.id)


def test_who_has_said_yes_ends_the_shift_instead_of_declining(people: People) -> None:
    shift = start(people.casey, make_team(people))
    with refused(Code.ILLEGAL_TRANSITION):
        do(actions.decline_shift, by=people.casey, shift_id=shift.id)


def test_a_person_is_on_one_team_at_a_time(people: People) -> None:
    start(people.casey, make_team(people, "Mesa 2"))
    with refused(Code.ALREADY_ON_SHIFT):
        start(people.casey, make_team(people, "Mesa 3"))
    with refused(Code.ALREADY_ON_SHIFT):
        start(people.riley, make_team(people, "Mesa 4"), partner_id=people.casey.id)
    assert queries.open_shift_of(people.riley.id) is None


def test_a_team_has_one_clinician_and_one_officer(people: People) -> None:
    team = ride(people, people.casey, people.omar)
    with refused(Code.ROLE_TAKEN):
        start(people.riley, team)
    with refused(Code.ROLE_TAKEN):
        put_on(people, team, people.jo)


def test_the_same_shift_under_another_key_is_the_same_shift(people: People) -> None:
    team, shift_id = make_team(people), uuid7()
    for _ in range(2):
        do(actions.start_shift, by=people.casey, shift_id=shift_id, team_id=team.id)
    assert Shift.objects.count() == 1
    with refused(Code.ALREADY_EXISTS):
        do(actions.start_shift, by=people.riley, shift_id=shift_id, team_id=team.id)


def test_nobody_takes_a_role_that_is_not_theirs(people: People) -> None:
    with pytest.raises(Invalid):
        start(people.casey, make_team(people), role="officer")


def test_a_partner_must_ride_in_the_same_programme(people: People) -> None:
    team = make_team(people)
    for stranger in (people.quinn, people.nia, people.cam, people.casey):
        with pytest.raises(Invalid):
            start(people.casey, team, partner_id=stranger.id)
    assert Shift.objects.count() == 0


def test_a_shift_ends_after_it_starts(people: People) -> None:
    with pytest.raises(Invalid):
        start(people.casey, make_team(people), ends_at=now() - timedelta(hours=1))


def test_a_shift_started_without_signal_keeps_its_true_time(people: People) -> None:
    at = now() - timedelta(minutes=40)
    team = make_team(people)
    shift: Shift = do(actions.start_shift, by=people.casey, op=Op(occurred_at=at), shift_id=uuid7(), team_id=team.id)
    assert shift.started_at == at


def test_a_clock_that_is_ahead_does_not_start_a_shift_tomorrow(people: People) -> None:
    team = make_team(people)
    ahead = Op(occurred_at=now() + timedelta(days=1))
    shift: Shift = do(actions.start_shift, by=people.casey, op=ahead, shift_id=uuid7(), team_id=team.id)
    assert shift.started_at <= now()


def test_ending_a_shift_forgets_the_place(people: People) -> None:
    team = ride(people, people.casey)
    actions.report_position(by=people.casey, lat=32.7, lon=-117.1, accuracy_m=12)
    assert Position.objects.count() == 1
    shift = Shift.objects.get(user=people.casey)
    do(actions.end_shift, by=people.casey, shift_id=shift.id)
    assert Position.objects.count() == 0
    assert queries.standing_of([team])[team.id].kind == "empty"
    again = do(actions.end_shift, by=people.casey, shift_id=shift.id)
    assert again.version == shift.version + 1


def test_nobody_ends_a_shift_in_the_middle_of_an_assignment(people: People) -> None:
    ride(people, people.casey)
    Involvement.objects.create(user=people.casey, kind="incident", object_id=uuid7(), basis="assignment")
    shift = Shift.objects.get(user=people.casey)
    for who in (people.casey, people.dana):
        with refused(Code.ON_ASSIGNMENT):
            do(actions.end_shift, by=who, shift_id=shift.id)


def test_others_shifts_are_not_ones_own(people: People) -> None:
    shift = put_on(people, make_team(people), people.omar, confirmed=False)
    with pytest.raises(NotAllowed):
        do(actions.confirm_shift, by=people.casey, shift_id=shift.id)
    for stranger in (people.nia, people.quinn, people.cam):
        with pytest.raises(NotFound):
            do(actions.confirm_shift, by=stranger, shift_id=shift.id)


def test_only_those_who_ride_start_a_shift_and_only_the_board_puts_others_on(people: People) -> None:
    team = make_team(people)
    with pytest.raises(NotAllowed):
        start(people.dana, team)
    with pytest.raises(NotAllowed):
        do(actions.put_on_shift, by=people.riley, shift_id=uuid7(), team_id=team.id, user_id=people.casey.id)
    with pytest.raises(NotFound):
        do(actions.put_on_shift, by=people.nia, shift_id=uuid7(), team_id=team.id, user_id=people.casey.id)


def test_a_team_is_founded_once_per_name_and_by_those_allowed(people: People) -> None:
    make_team(people, "Mesa 2")
    with refused(Code.ALREADY_EXISTS):
        make_team(people, "Mesa 2")
    with pytest.raises(NotAllowed):
        do(actions.create_team, by=people.casey, name="Mesa 9")
    with pytest.raises(Invalid):
        do(actions.create_team, by=people.system, name="Mesa 9")
    do(actions.create_team, by=people.system, name="Mesa 2", programme_id=people.ellery.id)


def test_every_change_of_a_shift_is_on_record_and_told_to_the_board(people: People) -> None:
    team = make_team(people)
    start(people.casey, team, partner_id=people.omar.id)
    assert set(AuditEvent.objects.filter(kind="shift").values_list("action", flat=True)) == {
        "shift.started",
        "shift.proposed",
    }
    streams = set(Delivery.objects.filter(object_kind="team", event="TeamChanged").values_list("stream", flat=True))
    assert {board_stream(people.calder.id), user_stream(people.casey.id)} <= streams


def test_a_team_says_how_it_stands(people: People) -> None:
    team = ride(people, people.casey)
    changed: Team = do(actions.set_team_status, by=people.casey, team_id=team.id, status="break")
    assert changed.status == "break"
    assert do(actions.set_team_status, by=people.dana, team_id=team.id, status="break").version == changed.version
    with pytest.raises(NotAllowed):
        do(actions.set_team_status, by=people.riley, team_id=team.id, status="busy")


def test_a_status_from_before_the_last_one_changes_nothing(people: People) -> None:
    team = ride(people, people.casey)
    do(actions.set_team_status, by=people.dana, team_id=team.id, status="busy")
    late = Op(occurred_at=now() - timedelta(minutes=5))
    do(actions.set_team_status, by=people.casey, op=late, team_id=team.id, status="break")
    assert Team.objects.get(id=team.id).status == "busy"


def test_a_slow_clock_of_a_phone_does_not_make_its_taps_late(people: People) -> None:
    team = ride(people, people.casey)
    do(actions.set_team_status, by=people.dana, team_id=team.id, status="busy")
    slow = Device.objects.create(user=people.casey, clock_offset_ms=-3_600_000)
    op = Op(device_id=slow.id, occurred_at=now() - timedelta(hours=1) + timedelta(seconds=1))
    do(actions.set_team_status, by=people.casey, op=op, team_id=team.id, status="available")
    assert Team.objects.get(id=team.id).status == "available"


def test_a_place_is_told_on_shift_only_and_never_in_the_outbox(people: People) -> None:
    with pytest.raises(NotAllowed):
        actions.report_position(by=people.casey, lat=32.7, lon=-117.1, accuracy_m=12)
    ride(people, people.casey)
    before = Delivery.objects.count()
    for lat in (32.7, 32.8):
        actions.report_position(by=people.casey, lat=lat, lon=-117.1, accuracy_m=12)
    assert list(Position.objects.values_list("lat", flat=True)) == [32.8]
    assert Delivery.objects.count() == before


def test_places_of_those_off_shift_are_swept(people: People) -> None:
    ride(people, people.casey)
    actions.report_position(by=people.casey, lat=32.7, lon=-117.1, accuracy_m=12)
    Position.objects.create(user=people.riley, lat=32.7, lon=-117.1, accuracy_m=5)
    assert actions.purge_positions() == 1
    assert Position.objects.get().user_id == people.casey.id
    Position.objects.update(at=now() - timedelta(hours=25))
    assert actions.purge_positions() == 1


def test_two_starts_at_once_leave_one_shift(people: People) -> None:
    """The constraint stands also where no lock does."""
    team, other = make_team(people), make_team(people, "Mesa 3")
    start(people.casey, team)
    with pytest.raises(Conflict):
        put_on(people, other, people.casey)
    assert Shift.objects.filter(user=people.casey, ended_at__isnull=True).count() == 1

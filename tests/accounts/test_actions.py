"""What administrators and desks do to accounts."""

from collections.abc import Callable

import pytest

from apps.access import Role
from apps.accounts import actions, queries
from apps.accounts.models import Device, Membership, Session, User
from apps.audit.models import AuditEvent
from apps.common.errors import Code, DomainError
from apps.common.ids import uuid7
from apps.outbox.commands import do, run
from apps.outbox.models import Delivery
from tests.people import Client, People


def refusal(call: Callable[[], object]) -> DomainError:
    """The refusal that this ends in."""
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value


def fresh(user: User) -> User:
    return User.objects.get(id=user.id)


def test_an_administrator_gives_a_role_to_somebody_of_a_partner_agency(people: People) -> None:
    do(
        actions.grant_membership,
        by=people.ada,
        user_id=people.quinn.id,
        role=Role.OFFICER,
        programme_id=people.calder.id,
    )
    assert fresh(people.quinn).roles == {Role.OFFICER}
    assert fresh(people.quinn).access_version == people.quinn.access_version + 1


def test_a_changed_role_rings_on_the_persons_own_stream(people: People) -> None:
    rows = Delivery.objects.filter(event="AccessChanged", stream=f"user:{people.dana.id}")
    before = rows.count()
    do(
        actions.grant_membership,
        by=people.ada,
        user_id=people.dana.id,
        role=Role.SUPERVISOR,
        programme_id=people.calder.id,
    )
    assert rows.count() == before + 1
    assert {row.kind for row in rows} == {Delivery.Kind.STATE}


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.CASE_MANAGER, Role.SUPERVISOR])
def test_an_officer_never_becomes_clinical_as_well(people: People, role: Role) -> None:
    error = refusal(
        lambda: do(
            actions.grant_membership,
            by=people.ada,
            user_id=people.omar.id,
            role=role,
            programme_id=people.calder.id,
        )
    )
    assert error.code == Code.ROLES_DO_NOT_MIX
    assert fresh(people.omar).roles == {Role.OFFICER}


def test_nobody_gives_himself_a_role(people: People) -> None:
    answer = run(
        actions.grant_membership,
        by=people.ada,
        key=uuid7(),
        user_id=people.ada.id,
        role=Role.SUPERVISOR,
        programme_id=people.calder.id,
    )
    assert (answer.status, answer.code) == (403, Code.NOT_ALLOWED)
    refused = AuditEvent.objects.filter(what="refused", action="membership.grant").get()
    assert refused.by_id == people.ada.id


def test_a_role_for_systems_or_out_of_thin_air_is_not_given(people: People) -> None:
    for role in (Role.SYSTEM, "emperor"):
        answer = run(
            actions.grant_membership,
            by=people.ada,
            key=uuid7(),
            user_id=people.cam.id,
            role=role,
            programme_id=people.calder.id,
        )
        assert (answer.status, answer.code) == (422, Code.INVALID)


def test_another_programme_cannot_be_known_of(people: People) -> None:
    for who, where in ((people.nia, people.calder), (people.cam, people.ellery)):
        answer = run(
            actions.grant_membership,
            by=people.ada,
            key=uuid7(),
            role=Role.DISPATCHER,
            user_id=who.id,
            programme_id=where.id,
        )
        assert answer.status == 404


def test_one_person_works_in_one_programme(people: People) -> None:
    error = refusal(
        lambda: do(
            actions.grant_membership,
            by=people.system,
            user_id=people.nia.id,
            role=Role.DISPATCHER,
            programme_id=people.calder.id,
        )
    )
    assert error.code == Code.IN_OTHER_PROGRAMME


def test_a_role_ends_at_once_and_the_row_stays(people: People) -> None:
    membership = Membership.objects.get(user=people.priya)
    do(actions.end_membership, by=people.ada, membership_id=membership.id)
    assert fresh(people.priya).programme_id is None
    assert queries.streams_of(fresh(people.priya)) == [f"user:{people.priya.id}"]
    again = run(actions.end_membership, by=people.ada, key=uuid7(), membership_id=membership.id)
    assert again.outcome == "already_applied"
    assert fresh(people.priya).access_version == people.priya.access_version + 1


def test_an_address_is_somebodys_only_once(people: People) -> None:
    error = refusal(
        lambda: do(actions.create_user, by=people.ada, email="DANA@alongside.example", name="Another Dana")
    )
    assert error.code == Code.ALREADY_EXISTS


def test_an_administrator_invites_into_a_partner_agency_only(people: People) -> None:
    assert people.nia.agency_id is not None
    answer = run(
        actions.create_user,
        by=people.ada,
        key=uuid7(),
        email="new@x.example",
        name="New",
        agency_id=people.nia.agency_id,
    )
    assert answer.status == 404
    assert not User.objects.filter(email="new@x.example").exists()


def test_a_bad_address_is_refused_by_name(people: People) -> None:
    error = refusal(lambda: do(actions.create_user, by=people.ada, email="nonsense", name=""))
    assert error.data["fields"] == ["email", "name"]


def test_a_dispatcher_does_not_invite(people: People) -> None:
    answer = run(actions.create_user, by=people.dana, key=uuid7(), email="new@x.example", name="New")
    assert answer.status == 403


def test_a_device_is_its_holders(people: People, signed_in: Callable[..., Client]) -> None:
    casey, omar = signed_in(people.casey), signed_in(people.omar)
    body = {"id": str(casey.device_id), "name": "Pixel", "platform": "Android 16", "app_version": "1"}
    made = casey.post("/api/devices", body)
    assert made.status_code == 201
    assert made.json()["kind"] == "device"
    assert omar.post("/api/devices", body).status_code == 409
    again = casey.post("/api/devices", {**body, "app_version": "2"})
    assert again.status_code == 200
    assert Device.objects.get(id=casey.device_id).app_version == "2"


def test_a_revoked_device_is_signed_out_and_told_so(people: People, signed_in: Callable[..., Client]) -> None:
    phone, desk = signed_in(people.casey), signed_in(people.dana)
    phone.post("/api/devices", {"id": str(phone.device_id)})
    phone.get("/api/me")
    other = signed_in(people.casey, uuid7())
    other.get("/api/me")
    assert desk.post(f"/api/devices/{phone.device_id}/revoke").status_code == 200
    answer = phone.get("/api/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "device_revoked")
    assert not Session.objects.filter(device_id=phone.device_id).exists()
    assert other.get("/api/me").status_code == 200, "the person's other device goes on"
    assert fresh(people.casey).access_version == people.casey.access_version + 1
    assert phone.post("/api/devices", {"id": str(phone.device_id)}).status_code == 401


def test_a_device_of_another_programme_cannot_be_known_of(people: People, signed_in: Callable[..., Client]) -> None:
    phone = signed_in(people.casey)
    phone.post("/api/devices", {"id": str(phone.device_id)})
    assert signed_in(people.nia).post(f"/api/devices/{phone.device_id}/revoke").status_code == 404
    assert signed_in(people.omar).post(f"/api/devices/{phone.device_id}/revoke").status_code == 404
    assert signed_in(people.quinn).post(f"/api/devices/{phone.device_id}/revoke").status_code == 404


def test_a_closed_account_is_out_everywhere(people: People, signed_in: Callable[..., Client]) -> None:
    phone = signed_in(people.casey)
    phone.get("/api/me")
    do(actions.set_active, by=people.ada, user_id=people.casey.id, is_active=False)
    assert phone.get("/api/me").status_code == 401


def test_the_language_is_chosen_once_however_often_it_is_sent(
    people: People, signed_in: Callable[..., Client]
) -> None:
    casey = signed_in(people.casey)
    assert casey.post("/api/me/language", {"language": "es"}).json()["outcome"] == "applied"
    assert casey.post("/api/me/language", {"language": "es"}).json()["outcome"] == "already_applied"
    assert casey.get("/api/me").json()["language"] == "es"
    assert casey.post("/api/me/language", {"language": "fr"}).status_code == 422
    assert casey.post("/api/me/language", {"language": 7, "colour": "red"}).status_code == 422
    assert casey.get("/api/me?order=1").status_code == 400


def test_quinn_registers_a_device_although_in_no_programme(people: People, signed_in: Callable[..., Client]) -> None:
    quinn = signed_in(people.quinn)
    assert quinn.post("/api/devices", {"id": str(quinn.device_id)}).status_code == 201

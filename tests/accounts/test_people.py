"""The cast stands as architecture §12 says, and was made through actions."""

from apps.access import Role
from apps.audit.models import AuditEvent
from config import seed
from tests.people import People


def test_everybody_has_one_role_and_quinn_has_none(people: People) -> None:
    roles = {name: sorted(who.roles) for name, who in people.everyone().items()}
    assert roles["dana"] == [Role.DISPATCHER]
    assert roles["quinn"] == []
    assert people.quinn.programme_id is None
    assert people.nia.programme_id == people.ellery.id
    assert people.casey.agency_id != people.omar.agency_id


def test_seeding_again_changes_nothing(people: People) -> None:
    before = AuditEvent.objects.count()
    seed.people()
    assert AuditEvent.objects.count() == before

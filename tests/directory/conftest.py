"""A directory of one service that everybody knows."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from apps.common.ids import uuid7
from apps.directory import actions
from apps.directory.models import Service
from apps.outbox.commands import do
from tests.people import People

SHARED = Path(__file__).parents[3] / "shared/data/directory"
Import = Callable[..., str]


@pytest.fixture
def harbor(people: People) -> Service:
    """Harbor Light, with chairs and a walk-in, whose source says one phone."""
    made: Service = do(
        actions.write_service,
        by=people.system,
        id=uuid7(),
        programme_id=people.calder.id,
        organization={"id": uuid7(), "name": "Harbor Light"},
        place={"id": uuid7(), "name": "Pier", "address_1": "12 Pier St", "city": "Harbor", "latitude": 32.8,
               "longitude": -117.0},
        fields={"name": "Harbor Light Crisis Center", "handoff_email": "desk@places.example"},
        facts={"phones": [{"number": "555-0105", "kind": "voice"}], "way_in": {"walk_in": "yes", "words": "Side"}},
        room=[
            {"id": uuid7(), "unit": "Crisis chairs", "maximum": 8},
            {"id": uuid7(), "unit": "Walk-in", "sort": "walk_in", "position": 1},
        ],
    )  # fmt: skip
    return made


@pytest.fixture
def chairs(harbor: Service) -> UUID:
    """What Harbor Light counts first."""
    return harbor.capacities.order_by("position")[0].id


@pytest.fixture
def run(people: People, tmp_path: Path) -> Import:
    """Import a path; answers what the command said."""

    def import_it(path: Path, **options: Any) -> str:
        out = StringIO()
        options = {"source": "county", "programme": "calder-county", "report": tmp_path / "refused.csv"} | options
        call_command("import_directory", path, stdout=out, stderr=StringIO(), **options)
        return out.getvalue()

    return import_it

"""Under /api/."""

from typing import Any

from apps.people.api import plan

urlpatterns: list[Any] = [*plan.urlpatterns]

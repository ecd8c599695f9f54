"""Under /fhir/."""

from django.urls import path, re_path, register_converter

from apps.referrals.api import fhir
from apps.referrals.fhir.resources.capability import SEARCH


class Kind:
    """A kind of resource that is read here."""

    regex = "|".join(sorted({*SEARCH, "Bundle"}))

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    to_url = to_python


class Searched(Kind):
    """One that is searched for."""

    regex = "|".join(sorted(SEARCH))


register_converter(Kind, "fhir_kind")
register_converter(Searched, "fhir_searched")

urlpatterns = [
    path("metadata", fhir.Metadata.as_view()),
    path("Task/<uuid:one>", fhir.TaskInstance.as_view(), {"kind": "Task"}),
    path("<fhir_kind:kind>/<uuid:one>", fhir.Instance.as_view()),
    path("<fhir_searched:kind>", fhir.SearchView.as_view()),
    re_path("^(?P<rest>.*)$", fhir.NoSuchKind.as_view()),
]

"""Routes of the visit."""

from django.urls import URLPattern, path

from apps.encounters.api import instruments, safety_plan

urlpatterns: list[URLPattern] = [
    path("encounters/<uuid:encounter_id>/screenings", instruments.RecordScreening.as_view()),
    path("encounters/<uuid:encounter_id>/safety-plans", safety_plan.WriteForEncounter.as_view()),
    path("screenings/<uuid:screening_id>", instruments.OneScreening.as_view()),
    path("instruments/<uuid:instrument_id>/retire", instruments.RetireInstrument.as_view()),
    path("people/<uuid:person_id>/safety-plans", safety_plan.WriteForPerson.as_view()),
    path("safety-plans/<uuid:plan_id>", safety_plan.OnePlan.as_view()),
    path("safety-plans/<uuid:plan_id>/page.pdf", safety_plan.PlanPage.as_view()),
    path("safety-plans/<uuid:plan_id>/give", safety_plan.Give.as_view()),
    path("safety-plans/<uuid:plan_id>/given/<uuid:given_id>/revoke", safety_plan.Revoke.as_view()),
]

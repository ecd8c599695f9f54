"""Under /api/."""

from django.urls import path

from apps.encounters.api import instruments, of_person, safety_plan, views

_ONE = "encounters/<uuid:encounter_id>"

urlpatterns = [
    path(_ONE, views.OneEncounter.as_view()),
    path(f"{_ONE}/begin", views.Begin.as_view()),
    path(f"{_ONE}/officer", views.ReportForce.as_view()),
    path(f"{_ONE}/sign", views.Sign.as_view()),
    path(f"{_ONE}/amend", views.Amend.as_view()),
    path(f"{_ONE}/screenings", instruments.RecordScreening.as_view()),
    path(f"{_ONE}/safety-plans", safety_plan.WriteForEncounter.as_view()),
    path("screenings/<uuid:screening_id>", instruments.OneScreening.as_view()),
    path("instruments/<uuid:instrument_id>/retire", instruments.RetireInstrument.as_view()),
    path("people/<uuid:person_id>/visits", of_person.PersonVisits.as_view()),
    path("people/<uuid:person_id>/safety-plans", safety_plan.WriteForPerson.as_view()),
    path("safety-plans/<uuid:plan_id>", safety_plan.OneSafetyPlan.as_view()),
    path("safety-plans/<uuid:plan_id>/page.pdf", safety_plan.PlanPage.as_view()),
    path("safety-plans/<uuid:plan_id>/give", safety_plan.Give.as_view()),
    path("safety-plans/<uuid:plan_id>/given/<uuid:given_id>/revoke", safety_plan.Revoke.as_view()),
]

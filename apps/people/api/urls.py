"""Under /api/."""

from django.urls import path

from apps.people.api import consents, plan, views

urlpatterns = [
    *plan.urlpatterns,
    *consents.urlpatterns,
    path("people/<uuid:person_id>", views.OnePerson.as_view()),
    path("people/<uuid:person_id>/names", views.AddName.as_view()),
    path("people/<uuid:person_id>/contact-points", views.AddContactPoint.as_view()),
    path("people/<uuid:person_id>/contact-points/<uuid:point_id>", views.ChangeContactPoint.as_view()),
    path("people/<uuid:person_id>/same-as", views.SameAs.as_view()),
    path("people/<uuid:person_id>/merge", views.MergePerson.as_view()),
    path("people/<uuid:person_id>/unmerge", views.UnmergePerson.as_view()),
    path("people/<uuid:person_id>/take-over", views.TakeOver.as_view()),
    path("people/<uuid:person_id>/merges", views.Merges.as_view()),
]

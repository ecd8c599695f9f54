"""Under /api/."""

from django.urls import path

from apps.incidents.api import identity, reads, views

urlpatterns = [
    path("incidents", views.OpenIncident.as_view()),
    path("incidents/parse", reads.ParsePaste.as_view()),
    path("incidents/propose", reads.ProposeAnswers.as_view()),
    path("incidents/earlier", reads.Earlier.as_view()),
    path("incidents/search", reads.Search.as_view()),
    path("incidents/export.csv", reads.Export.as_view()),
    path("incidents/<uuid:incident_id>", views.OneIncident.as_view()),
    path("incidents/<uuid:incident_id>/timeline", reads.Timeline.as_view()),
    path("incidents/<uuid:incident_id>/answers", views.AnswerItems.as_view()),
    path("incidents/<uuid:incident_id>/decide", views.DecideLevel.as_view()),
    path("incidents/<uuid:incident_id>/level", views.OverrideLevel.as_view()),
    path("incidents/<uuid:incident_id>/staging", views.SetStaging.as_view()),
    path("incidents/<uuid:incident_id>/remarks", views.AddRemark.as_view()),
    path("incidents/<uuid:incident_id>/told", views.NoteTold.as_view()),
    path("incidents/<uuid:incident_id>/close", views.CloseIncident.as_view()),
    path("incidents/<uuid:incident_id>/reopen", views.ReopenIncident.as_view()),
    path("incidents/<uuid:incident_id>/duplicate", views.LinkDuplicate.as_view()),
    path("incidents/<uuid:incident_id>/match", identity.MatchPerson.as_view()),
    path("incidents/<uuid:incident_id>/offered", identity.Offered.as_view()),
    path("incidents/<uuid:incident_id>/person", identity.LinkPerson.as_view()),
    path("incidents/<uuid:incident_id>/unlink-person", identity.UnlinkPerson.as_view()),
    path("people/<uuid:person_id>/incidents", identity.PersonIncidents.as_view()),
    path("matrix", reads.MatrixView.as_view()),
]

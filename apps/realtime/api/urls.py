"""Routes of delivery, under /api/."""

from django.urls import path

from apps.realtime.api import views

urlpatterns = [
    path("snapshot", views.Snapshot.as_view()),
    path("changes", views.Changes.as_view()),
    path("acks", views.Acks.as_view()),
    path("devices/<uuid:device_id>/report", views.Report.as_view()),
    path("presence", views.Presence.as_view()),
]

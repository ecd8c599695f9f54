"""Roads of the outcomes."""

from django.urls import path

from apps.outcomes.api import views

urlpatterns = [
    path("outcomes/today", views.Today.as_view()),
    path("outcomes/report", views.Report.as_view()),
    path("outcomes/rows", views.Rows.as_view()),
    path("outcomes/report.csv", views.ReportCsv.as_view()),
    path("outcomes/report.pdf", views.ReportPdf.as_view()),
]

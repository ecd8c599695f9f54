"""Routes of a place's page, under /p/place. They guard themselves by link and second factor."""

from django.urls import path

from apps.referrals.api import partner

urlpatterns = [
    path("", partner.ask),
    path("/request", partner.request_page),
    path("/language", partner.speak),
    path("/leave", partner.leave),
    path("/booked.ics", partner.calendar),
    path("/<slug:what>", partner.answer),
]

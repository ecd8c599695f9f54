"""Routes of accounts, under /api/."""

from django.urls import path

from apps.accounts.api import views

urlpatterns = [
    path("csrf", views.Csrf.as_view()),
    path("me", views.Me.as_view()),
    path("me/language", views.SetLanguage.as_view()),
    path("devices", views.RegisterDevice.as_view()),
    path("devices/<uuid:device_id>/revoke", views.RevokeDevice.as_view()),
    path("users/<uuid:user_id>/release", views.ReleaseLockout.as_view()),
    path("lockouts", views.Lockouts.as_view()),
    path("welcome", views.Welcome.as_view()),
]

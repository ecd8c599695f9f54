"""Routes of waking and of the device register, under /api/."""

from django.urls import path

from apps.notifications.api import views
from apps.notifications.api.receipts import Receipts

urlpatterns = [
    path("push/key", views.PushKey.as_view()),
    path("push/acks", views.PushAcks.as_view()),
    path("messages/receipts", Receipts.as_view()),
    path("devices/register", views.Register.as_view()),
    path("devices/<uuid:device_id>/subscription", views.Subscribe.as_view()),
    path("devices/<uuid:device_id>/wake-test", views.BeginTest.as_view()),
    path("devices/<uuid:device_id>/test-alert", views.SendTest.as_view()),
    path("wake-tests/<uuid:test_id>", views.WakeTest.as_view()),
]

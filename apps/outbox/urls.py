"""Routes of kept writes, under /api/."""

from django.urls import path

from apps.outbox.api import Settle

urlpatterns = [path("ops/settle", Settle.as_view())]

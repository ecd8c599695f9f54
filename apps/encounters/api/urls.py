"""Routes of the visit."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

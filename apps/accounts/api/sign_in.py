"""The roads of allauth's headless API that exist here, under /_allauth/: in, out, who, and once more.

Its own list also has sign-up, password reset by mail and changes of address, which are an administrator's.
A second factor later adds its roads here.
"""

from allauth.headless.account import views
from allauth.headless.constants import Client
from django.urls import include, path

_BROWSER = [
    path("auth/login", views.LoginView.as_api_view(client=Client.BROWSER), name="login"),
    path("auth/session", views.SessionView.as_api_view(client=Client.BROWSER), name="current_session"),
    path("auth/reauthenticate", views.ReauthenticateView.as_api_view(client=Client.BROWSER), name="reauthenticate"),
]

urlpatterns = [path("browser/v1/", include((_BROWSER, "headless"), namespace="headless"))]

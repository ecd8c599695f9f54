"""Django admin, thin: one door with the app, and pages that read; what changes is a button that calls an action.

There is no page for incidents, teams or anything that is said of a person: an administrator sees metadata.
"""

import allauth.account.admin  # noqa: F401  (registers pages, which go again below)
import django.contrib.auth.admin  # noqa: F401  (the same)
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, HttpResponse

from config.ops import pages_people, pages_places, pages_rules, pages_running

__all__ = ["pages_people", "pages_places", "pages_rules", "pages_running"]


def _no_such_page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Django's change of password would pass by the record; its search keeps words in addresses and a cache."""
    raise Http404


admin.site.site_header = admin.site.site_title = "Alongside"
# The app's own sign-in: Django's form would skip the lock and, later, the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
for _road in ("password_change", "search", "app_index", "autocomplete_view"):
    setattr(admin.site, _road, _no_such_page)

for _theirs in (Group, EmailAddress, EmailConfirmation):
    if admin.site.is_registered(_theirs):
        admin.site.unregister(_theirs)

"""Django admin, thin: one door with the app, and pages that read; what changes is a button that calls an action."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

admin.site.site_header = admin.site.site_title = "Alongside"
# The app's own sign-in: Django's form would skip the lock and, later, the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

"""Every road in. The PWA answers whatever is not an API, the admin or a file."""

from django.contrib import admin
from django.urls import include, path, re_path

from apps.directory.api.link import room
from apps.encounters.api.link import my_plan
from apps.notifications.api.mailbox import mailbox
from config import pages
from config.ops import matrix

urlpatterns = [
    path("api/", include("apps.outbox.urls")),
    path("api/", include("apps.accounts.api.urls")),
    path("api/", include("apps.notifications.api.urls")),
    path("api/", include("apps.realtime.api.urls")),
    path("api/", include("apps.teams.api.urls")),
    path("api/", include("apps.people.api.urls")),
    path("api/", include("apps.directory.api.urls")),
    path("api/", include("apps.incidents.api.urls")),
    path("api/", include("apps.dispatch.api.urls")),
    path("api/", include("apps.encounters.api.urls")),
    path("api/", include("apps.referrals.api.urls")),
    path("api/", include("apps.followups.api.urls")),
    path("api/", include("apps.outcomes.api.urls")),
    path("api/", include("apps.referrals.api.accounting")),
    path("fhir/", include("apps.referrals.api.fhir_urls")),
    path("_allauth/", include("apps.accounts.api.sign_in")),
    path("admin/office/", include("config.ops.urls")),
    path("admin/matrix-approval/", matrix.approval, name="matrix-approval"),
    path("admin/matrix-approval/<uuid:draft_id>/<slug:name>/", matrix.decide, name="matrix-decide"),
    path("admin/", admin.site.urls),
    path("p/plan", my_plan),
    path("p/mailbox", mailbox),
    path("p/place", include("apps.referrals.api.partner_urls")),
    path("p/room", room),
    path("healthz", pages.health, name="health"),
    re_path(r"^(?!api/|fhir/|_allauth/|admin/|static/|p/|assets/|ws).*$", pages.shell, name="shell"),
]

handler400 = "config.api.bad_request"
handler404 = "config.api.not_found"
handler500 = "config.api.server_error"

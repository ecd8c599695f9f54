"""Roads of the administration besides the lists, each behind the administration's own door."""

from django.contrib import admin
from django.urls import path

from config.ops import codes, export, ladder, matrix, screens

_in = admin.site.admin_view
app_name = "ops"
urlpatterns = [
    path("find/", _in(screens.find), name="find"),
    path("jobs/", _in(screens.jobs), name="jobs"),
    path("jobs/verify/", _in(screens.verify), name="verify"),
    path("reminders/", _in(screens.reminders), name="reminders"),
    path("review/", _in(screens.review), name="review"),
    path("review/<str:week>/done/", _in(screens.review_done), name="review-done"),
    path("settings/", _in(screens.settings), name="settings"),
    path("ladder/", _in(ladder.ladder), name="ladder"),
    path("codes/", _in(codes.codes), name="codes"),
    path("imports/", _in(screens.imports), name="imports"),
    path("differing/", _in(screens.differs), name="differing"),
    path("differing/<uuid:service_id>/<str:what>/", _in(screens.settle), name="settle"),
    path("sud/", _in(screens.sud), name="sud"),
    path("record/export/", _in(export.export), name="export"),
    path("matrix/", _in(matrix.draft), name="matrix-draft"),
    path("matrix/begin/", _in(matrix.begin), name="matrix-begin"),
    path("matrix/file/", _in(matrix.as_file), name="matrix-file"),
    path("matrix/<uuid:draft_id>/rules/<str:code>/", _in(matrix.rule), name="matrix-rule"),
    path("matrix/<uuid:draft_id>/<slug:name>/", _in(matrix.do), name="matrix-do"),
]

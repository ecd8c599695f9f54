"""As the rest of the administration says them: "Nov 18, 2026, 9:12 AM"."""

DATE_FORMAT = "M j, Y"
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "M j, Y, g:i A"

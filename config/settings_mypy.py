"""The settings with placeholders for what only a running process has; for type checks and other static tools."""

import os

from config.env import DEMO_MARK

_PLACEHOLDERS = {
    "MODE": "test",
    "SECRET_KEY": DEMO_MARK + "static-tools-0123456789abcdef0123",
    "OP_HMAC_KEY": DEMO_MARK + "static-tools-fedcba9876543210fedc",
    "DATABASE_URL": "postgresql://static@localhost/static",
    "REDIS_URL": "redis://localhost",
    "ALLOWED_HOSTS": "localhost",
}
for _name, _value in _PLACEHOLDERS.items():
    os.environ.setdefault(_name, _value)

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

# Static tools need the models, not the wiring.
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "config"]

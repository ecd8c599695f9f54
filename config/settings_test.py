"""Settings of tests and of tools that need no server (mypy, makemigrations --check, the API schema).

Everything is as in production but for the few lines below. tests/servers.py sets the real URLs first.
"""

import os

for _name, _value in {
    "MODE": "test",
    "SECRET_KEY": "demo-only-key-of-the-tests-000000000000",
    "OP_HMAC_KEY": "demo-only-fingerprints-of-the-tests-000",
    "PUSH_KEY": "demo-only-seal-of-the-tests-0000000000",
    "PUSH_LOOPBACK": "yes",
    "MESSAGE_KEY": "demo-only-seal-of-messages-0000000000000",
    "PUBLIC_URL": "http://testserver",
    "DATABASE_URL": "postgresql://alongside_app@/alongside?host=/nonexistent",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": ".localhost,127.0.0.1,testserver",
    "CLOCK_SHIFT": "yes",
    "LOG_LEVEL": "WARNING",
}.items():
    os.environ.setdefault(_name, _value)

from config.settings import *  # noqa: F403

# Hashing a password is slow on purpose; tests make hundreds.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

"""Django's settings: one file. What an operator may choose is in env.py; settings_test.py overrides a few lines."""

import os
from pathlib import Path

import structlog

from config.env import Env, django_database, django_email
from config.ops import look

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = Env.read(os.environ)

SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = list(ENV.secret_key_fallbacks)
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENV.csrf_trusted_origins)
IS_PRODUCTION = ENV.is_production
MODE = ENV.mode
RELEASE = ENV.release
PREFIX = ENV.prefix
APP_ROLE = ENV.app_role
OP_HMAC_KEY_ID = ENV.op_hmac_key_id
OP_HMAC_KEYS = {**dict(ENV.op_hmac_old_keys), ENV.op_hmac_key_id: ENV.op_hmac_key}
SEAL_HEADS_FILE = ENV.seal_heads_file
CLOCK_SHIFT = ENV.clock_shift
BENCH = ENV.bench
PUSH_KEY, PUSH_CONTACT, PUSH_HOSTS = ENV.push_key, ENV.push_contact, ENV.push_hosts
PUSH_AFTER_S, PUSH_LOOPBACK = ENV.push_after_s, ENV.push_loopback
PUBLIC_URL, MESSAGE_KEY, MAILBOX = ENV.public_url, ENV.message_key, ENV.mailbox
MESSAGE_TRIES, MESSAGE_PAUSE_S = ENV.message_tries, ENV.message_pause_s
SMS_URL, SMS_TOKEN, SMS_RECEIPT_KEY = ENV.sms_url, ENV.sms_token, ENV.sms_receipt_key
MAIL_LEAVES = bool(ENV.email_url)
FIELD_USE_ACCEPTED_BY = ENV.field_use_accepted_by

INSTALLED_APPS = [
    "config",
    "apps.outbox",
    "apps.audit",
    "apps.accounts",
    "apps.involvement",
    "apps.notifications",
    "apps.realtime",
    "apps.teams",
    "apps.people",
    "apps.directory",
    "apps.incidents",
    "apps.dispatch",
    "apps.encounters",
    "apps.referrals",
    "apps.followups",
    "apps.outcomes",
    "apps.office",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ours",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.Requests",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "config.middleware.guard_body",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# ---- PostgreSQL. Where an owner URL is set, `migrate` runs as the owner and everything else as the app role.
DATABASES = {"default": django_database(ENV.database_url)}
DATABASES["default"] |= {
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
    "DISABLE_SERVER_SIDE_CURSORS": True,
}
DATABASES["default"]["OPTIONS"] |= {
    "pool": {"min_size": 1, "max_size": 8, "timeout": 2},
    "options": "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGES = [("en", "English"), ("es", "Español")]

# ---- Sign-in: sessions, limits and lockout live in PostgreSQL, so a dead Redis signs nobody out.
AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "apps.accounts.sessions"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600  # product §11: re-sign-in after 12 h
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if IS_PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_PRODUCTION else "csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.api.csrf_failure"
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)  # the other client is a token API without CSRF
ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # they count per address, so one agency's NAT would lock everybody out; axes counts
AXES_HANDLER = "apps.accounts.lockout.SourceHandler"
AXES_FAILURE_LIMIT = 5  # within 15 minutes (product §11), then locked until a supervisor releases
AXES_COOLOFF_TIME = None
AXES_LOCKOUT_PARAMETERS = [["username", "user_agent"]]  # user_agent holds the kind of source
AXES_USERNAME_CALLABLE = "apps.accounts.lockout.account_name"
AXES_LOCKOUT_CALLABLE = "apps.accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the audit keeps sign-ins
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it fears a rotated user agent; ours is the kind of source, which is not sent

globals().update(django_email(ENV.email_url))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from

# ---- Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # without any, browsers post forms with Origin: null, and CSRF refuses
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
if ENV.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = {"geolocation": "self", "camera": [], "microphone": [], "payment": [], "usb": []}
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),  # unfold's Alpine needs more; config.middleware gives it its own
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
UNFOLD = look.UNFOLD

# ---- Pages: the PWA's build is served from the root, hashed assets beside Django's own.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_ROOT = BASE_DIR / "frontend" / "dist"
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_AUTOREFRESH = MODE == "demo"  # a rebuilt app is served without a restart
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# ---- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.accounts.api.authentication.DeviceSession"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["apps.common.parser.GuardedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "config.api.on_error",
    "DEFAULT_SCHEMA_CLASS": "config.openapi.Schema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Alongside",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,  # `make schema` itself fails on a warning
    "ENUM_NAME_OVERRIDES": {
        "Prompts": "apps.encounters.words.PROMPT_CHOICES",  # used, and what of it helped
        "SafeEnum": "apps.people.models.ContactPoint.Safe",  # one name for four fields
        "ToldEnum": "apps.people.models_consent.Consent.What",  # what a place may be told
        "FactEnum": "apps.directory.facts.WHAT",  # what was said of a service
        "HowSaidEnum": "apps.directory.models.HOW_STAFF",  # how a word about a service came
    },
}

# ---- Redis: doorbell and alarm clock only. Every limit is explicit, because redis-py's defaults changed.
REDIS_URL = ENV.redis_url
_LAYER = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}
_HOST = {"address": REDIS_URL, "socket_connect_timeout": 1, "max_connections": 64}
CHANNEL_LAYERS = {
    # One subscriber per socket process, silent for hours; and one sender per process, who never waits.
    "default": {**_LAYER, "CONFIG": {"hosts": [{**_HOST, "socket_timeout": None}], "prefix": PREFIX}},
    "ring": {**_LAYER, "CONFIG": {"hosts": [{**_HOST, "socket_timeout": 0.25}], "prefix": PREFIX}},
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = f"{PREFIX}-sweeps"
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any silence of Redis
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2, "max_connections": 20}
CELERY_TIMEZONE = "UTC"

# ---- Log: JSON lines of an allow-list of keys; ids only.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["out"], "level": ENV.log_level},
    "loggers": {
        "axes": {"level": "ERROR"},  # it would name addresses
        "channels_redis": {"level": "CRITICAL"},  # one traceback a second while Redis is away; the bell says it once
    },
}

"""The one settings file: everything is read from the environment, every default is safe and complete.

`docs/operations.md` lists the variables. A checkout without any of them runs on SQLite in `var/`.
"""

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
environ.Env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env.str("FINDER_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False)


def _kept_secret_key() -> str:
    """A random key kept in the data folder, so that sessions survive a restart and no key is ever shipped."""
    path = DATA_DIR / "secret_key"
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        # O_EXCL: of two processes that start at once one writes, the other reads what it wrote.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_text().strip()
        if not key:
            raise ImproperlyConfigured(f"{path} is empty: delete it, or set SECRET_KEY.") from None
        return key
    except OSError as error:
        raise ImproperlyConfigured(
            f"FINDER_DATA_DIR ({DATA_DIR}) cannot be written: {error.strerror}. "
            "Set FINDER_DATA_DIR to a folder that can, or set SECRET_KEY."
        ) from error
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Behind a proxy that ends TLS; off by default because the five-minute start has none.
HTTPS = env.bool("HTTPS", default=False)

INSTALLED_APPS = [
    "finder.apps.FinderAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "corsheaders",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
    "import_export",
    "centers",
    "trials",
    "finder.apps.FinderConfig",  # by its name: the module holds the admin's too
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # After WhiteNoise, whose files are compressed already. Django pads each answer by a random length and masks its
    # CSRF tokens, so that the length of an answer gives no secret away (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "finder.interface_language.by_address",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "finder.urls"
WSGI_APPLICATION = "finder.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "finder" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "finder.pages.context.listings",
                "finder.pages.context.languages",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    config: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'finder.sqlite3'}")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            # A writer takes its lock at BEGIN: a transaction never fails half-way with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; "
                "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            ),
        }
    else:
        config.setdefault("CONN_MAX_AGE", 60)
        config.setdefault("CONN_HEALTH_CHECKS", True)
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://finder")}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# The address alone says which of them a page speaks: docs/decisions/0006-two-languages.md.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "finder" / "locale"]
FORMAT_MODULE_PATH = ["finder.formats"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security headers. `same-origin`: `no-referrer` makes browsers send `Origin: null`, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_AGE = None  # gone with the browser's session: only the report of a wrong reading needs it
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "finder.api.problems.problem",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "finder.api.schema_class.Describing",
    "DEFAULT_THROTTLE_CLASSES": ["finder.api.quotas.ByAddress"],
    # How often one address may ask: answers, and answers that hold a whole list. Empty: as often as it likes.
    "DEFAULT_THROTTLE_RATES": {
        "reading": env.str("API_RATE", default="120/min") or None,
        "bulk": env.str("API_BULK_RATE", default="6/min") or None,
    },
    # How many proxies of ours each request passes. Only what the last of so many wrote into X-Forwarded-For is true.
    "NUM_PROXIES": env.int("NUM_PROXIES", default=0),
}

# Only what belongs to a version is described; title, version and promise are in `finder/api/promise.py`.
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v[0-9]+",
    "POSTPROCESSING_HOOKS": ["finder.api.schema_views.describe"],
    "SORT_OPERATIONS": False,
}

# The API may be asked by any page. No cookie is read there, so there is nothing that another page could abuse.
CORS_URLS_REGEX = r"^/(api|dumps)/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = [*default_headers, "if-none-match", "if-modified-since", "if-range", "range"]
CORS_EXPOSE_HEADERS = [
    *("ETag", "Last-Modified", "Link", "RateLimit", "RateLimit-Policy", "Retry-After"),
    *("Content-Disposition", "Content-Range", "Data-Timestamp", "X-Total-Count"),
]

# What curators export never runs in a spreadsheet: `centers/admin/exchange.py` says how; without this it is not asked.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# The registry. One request every 1.25 s: its robots.txt asks for at most one a second.
CLINICALTRIALS_GOV_URL = env.str("CLINICALTRIALS_GOV_URL", default="https://clinicaltrials.gov/api/v2").rstrip("/")
REGISTRY_PAUSE_SECONDS = env.float("REGISTRY_PAUSE_SECONDS", default=1.25)
REGISTRY_CONTACT = env.str("REGISTRY_CONTACT", default="")
SYNC_SCOPE = env.str("SYNC_SCOPE", default="breast")
if SYNC_SCOPE not in ("breast", "everything"):
    raise ImproperlyConfigured(f"SYNC_SCOPE is {SYNC_SCOPE!r}: use breast or everything.")

# Celery. Without BROKER_URL the queue is a folder beside the database: one machine only.
BROKER_URL = env.str("BROKER_URL", default="filesystem://")
BROKER_QUEUE = env.str("BROKER_QUEUE", default="finder")

# Nothing a visitor typed is ever logged (a health search is sensitive): gunicorn's access log is off, and what Django
# says of a request passes `finder.logs`, which names the pattern of the address instead of the address.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "finder.logs.Discreet"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"level": "INFO", "handlers": ["console"], "propagate": False},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        # `runserver` prints each request line, query and all.
        "django.server": {"level": "ERROR", "handlers": ["console"], "propagate": False},
    },
}

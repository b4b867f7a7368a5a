"""Django's settings, built from the checked environment; `environment.py` says what may be set."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from trato.people import oidc
from trato.project.environment import CHECKOUT, Database, MailServer, environment

TRATO = environment()

# What the other packages may ask of the installation.
TRATO_DATA_DIR = TRATO.data_dir
TRATO_KEYS_DIR = TRATO.keys_dir
TRATO_BASE_URL = TRATO.base_url
TRATO_TIME_ZONE = TRATO.time_zone.key
TRATO_ORGANISATION = TRATO.organisation
TRATO_DEMO = TRATO.demo
TRATO_MAIL = TRATO.mail
TRATO_PROCEDURES_DIR = CHECKOUT / "procedures"

SECRET_KEY = TRATO.secret_key
DEBUG = TRATO.debug
ALLOWED_HOSTS = list(TRATO.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [TRATO.base_url]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "trato.ui",
    "trato.ledger",
    "trato.jobs",
    "trato.mail",
    "trato.people",
    "trato.search",
    "trato.documents",
    "trato.links",
    "trato.organisations",
    "trato.cycles",
    "trato.quality",
    "trato.prospects",
    "trato.agenda",
    "trato.pitch",
    "trato.requirements",
    "trato.proposals",
    "trato.contracts",
    "trato.payments",
    "trato.clients",
    "trato.satisfaction",
    "trato.handover",
    "trato.desk",
    "trato.portal",
    "trato.demo",
]

MIDDLEWARE = [
    "trato.project.middleware.request_log",
    "trato.project.middleware.html_is_never_stored",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "trato.project.urls"
WSGI_APPLICATION = "trato.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trato.desk.shell.shell",
            ],
        },
    },
]


def _database(database: Database) -> dict[str, Any]:
    if database.engine == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database.name,
            # The last connection to close folds the write-ahead log back, so keep them open between requests.
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                # DEFERRED loses writes when two begin as readers; IMMEDIATE waits its turn instead.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "HOST": database.host,
        "PORT": database.port or "",
        "USER": database.user,
        "PASSWORD": database.password,
        # The pool keeps connections; Django must not keep them a second time.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 10, "timeout": 20}},
    }


DATABASES = {"default": _database(TRATO.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and sign-in ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "/entrar/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/entrar/"
AUTHENTICATION_BACKENDS = ["trato.people.backends.HouseBackend", "trato.people.backends.DemoBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
try:
    OIDC = oidc.provider(os.environ)
except oidc.WrongProvider as wrong:
    print(f"Trato cannot start; this setting needs mending:\n  - {wrong}", file=sys.stderr)  # noqa: T201
    raise SystemExit(2) from None
INSTALLED_APPS += ["allauth", "allauth.account", "allauth.mfa", "allauth.socialaccount"]
if OIDC:
    INSTALLED_APPS += ["allauth.socialaccount.providers.openid_connect"]
MIDDLEWARE += [
    "allauth.account.middleware.AccountMiddleware",
    "trato.people.middleware.people",
    "trato.project.middleware.only_what_can_be_read",
]
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRATO.secure else 0  # the proxy that ends TLS says where a request came from
ACCOUNT_ADAPTER = "trato.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation came by mail
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "trato.people.allauth_forms.LoginForm",
    "reauthenticate": "trato.people.allauth_forms.ReauthenticateForm",
    "change_password": "trato.people.allauth_forms.ChangePasswordForm",
    "set_password": "trato.people.allauth_forms.SetPasswordForm",
    "reset_password": "trato.people.allauth_forms.ResetPasswordForm",
    "reset_password_from_key": "trato.people.allauth_forms.ResetPasswordKeyForm",
}
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE
SOCIALACCOUNT_ADAPTER = "trato.people.adapters.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = OIDC.as_allauth() if OIDC else {}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # an address the provider verified is the invited one
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
MFA_ADAPTER = "trato.people.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "trato.people.allauth_forms.CodeForm",
    "reauthenticate": "trato.people.allauth_forms.ConfirmWithCodeForm",
    "activate_totp": "trato.people.allauth_forms.ActivateAppForm",
    "add_webauthn": "trato.people.allauth_forms.AddKeyForm",
    "edit_webauthn": "trato.people.allauth_forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TRATO.secure
MFA_TOTP_ISSUER = "Trato"
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The counters that limit attempts live in the database, so every process sees the same ones.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_counter",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# --- End of people and sign-in -----------------------------------------------------------------------------------

SESSION_ENGINE = "trato.people.sessions"
SESSION_COOKIE_NAME = "trato_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = TRATO.secure
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "trato_csrf"
CSRF_COOKIE_SECURE = TRATO.secure
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "trato.people.views.own.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_HSTS_SECONDS = 31_536_000 if TRATO.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRATO.secure else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF, *([OIDC.origin] if OIDC else [])],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

LANGUAGE_CODE = TRATO.language
LANGUAGES = [("es-ar", _("Spanish (Argentina)")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "trato_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = TRATO.secure
USE_I18N = True
USE_TZ = True
TIME_ZONE = TRATO_TIME_ZONE
LOCALE_PATHS = [CHECKOUT / "trato" / "project" / "locale"]
FORMAT_MODULE_PATH = "trato.project.formats"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = TRATO.static_dir
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = TRATO.data_dir / "files"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

DEFAULT_FROM_EMAIL = TRATO.mail_from
SERVER_EMAIL = TRATO.mail_from
TRATO_CHECKPOINTS_TO = TRATO.checkpoints_to
TRATO_SCANNER = TRATO.scanner


def _mailer(mail: MailServer) -> dict[str, Any]:
    if mail.kind == "folder":
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": TRATO.data_dir / "mail"},
        }
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": mail.host,
            "port": mail.port,
            "username": mail.user,
            "password": mail.password,
            "use_tls": mail.security == "starttls",
            "use_ssl": mail.security == "tls",
            "timeout": 20,
        },
    }


MAILERS = {"default": _mailer(TRATO.mail)}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "trato.project.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": TRATO.log_level},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # The request log has its own line per request; Django's repeats the path and may hold a personal link.
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        # Its warnings repeat what the error that follows says, and name server and user.
        "psycopg.pool": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}

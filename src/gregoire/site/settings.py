"""Django's settings. What changes from one installation to another is read in `environment`."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from gregoire.site.environment import environment

ENV: Final = environment()
PACKAGE: Final = Path(__file__).parent.parent

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = [*ENV.hosts]
ROOT_URLCONF = "gregoire.site.urls"
WSGI_APPLICATION = "gregoire.site.wsgi.application"
GREGOIRE_DEMO = ENV.demo
GREGOIRE_URL = ENV.base_url
GREGOIRE_SMTP_URL = ENV.smtp_url
GREGOIRE_BOUNCES_TO = ENV.bounces_to
GREGOIRE_OBSERVATORY = ENV.observatory_dir
GREGOIRE_SIGNING = ENV.signing_dir
GREGOIRE_SIGNING_KEY = ENV.signing_key
GREGOIRE_SIGNING_PASSWORD = ENV.signing_password

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",  # leaves with Django 6, which has partials of its own
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "gregoire.framework",
    "gregoire.network",
    "gregoire.people",
    "gregoire.correspondence",
    "gregoire.catalogue",
    "gregoire.enrolment",
    "gregoire.records",
    "gregoire.planning",
    "gregoire.observatory",
    "gregoire.portal",
    "gregoire.demo",
]

MIDDLEWARE = [
    "gregoire.site.logs.RequestLogMiddleware",
    "gregoire.framework.headers.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gregoire.people.middleware.ActorMiddleware",
    "gregoire.people.middleware.SignInRequiredMiddleware",
]

_LOADERS: list[Any] = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                [
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            )
        ],
    )
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # ours stand before those of the libraries
        "DIRS": [PACKAGE / "framework" / "templates", PACKAGE / "people" / "templates"],
        "OPTIONS": {
            "loaders": _LOADERS,
            "builtins": [
                "gregoire.framework.templatetags.ui",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gregoire.site.navigation.frame",
            ],
        },
    }
]

DATABASES = {
    "default": ENV.database
    | {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": None},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People, and how they sign in (OWASP ASVS 4, level 2: docs/reference/asvs.md says how each point holds)
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["gregoire.people.sign_in.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "names")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "gregoire.people.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "gregoire.people.passwords.EasyPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600  # seconds

ACCOUNT_ADAPTER = "gregoire.people.sign_in.AccountAdapter"
ACCOUNT_FORMS = {"login": "gregoire.people.web.entrance.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up: the adapter is closed
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is verified by the link that opened the account
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser: centres have shared machines
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds
ACCOUNT_RATE_LIMITS = {  # counted in the shared cache; a whole centre may be behind one address
    "login": "60/m/ip",
    "login_failed": "60/10m/ip,5/5m/key",
    "reset_password": "30/h/ip,5/h/key",
    "reset_password_from_key": "30/10m/ip",
    "reauthenticate": "10/5m/user",
    "change_password": "10/5m/user",
}
MFA_ADAPTER = "gregoire.people.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Grégoire"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong
GREGOIRE_PROXIES = ENV.proxies
GREGOIRE_SESSION_LASTS = timedelta(hours=12)  # for everybody, from the sign-in
GREGOIRE_SESSION_IDLE = timedelta(minutes=30)  # for those who hold a post

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Kept longer than it counts, so that an ended session is recognised and what was typed is not lost
SESSION_COOKIE_AGE = 36 * 3600  # seconds
SESSION_COOKIE_NAME = "__Host-session" if ENV.https else "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.https
CSRF_COOKIE_NAME = "__Host-csrf" if ENV.https else "csrf"
CSRF_COOKIE_SECURE = ENV.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gregoire.framework.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [ENV.base_url] if ENV.https else []
SECURE_SSL_REDIRECT = ENV.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes, files left out

# Words and times
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = ENV.https
LOCALE_PATHS = [  # the others are found in their modules
    PACKAGE / "site" / "locale",
    PACKAGE / "people" / "libraries" / "locale",  # what the libraries say, better
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = ENV.static_dir
MEDIA_ROOT = ENV.files_dir
FILE_UPLOAD_HANDLERS = [
    "gregoire.framework.uploads.handlers.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 20
GREGOIRE_CLAMD = ENV.clamd
STORAGES = {
    "default": {
        "BACKEND": "gregoire.framework.uploads.storage.KeptFiles",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Work that comes back by itself: the worker reads it there
PROCRASTINATE_IMPORT_PATHS = ["gregoire.site.schedule"]

# Mail leaves through the queue of the same database
EMAIL_BACKEND = "gregoire.framework.outbox.OutboxBackend"
DEFAULT_FROM_EMAIL = ENV.mail_from
SERVER_EMAIL = ENV.mail_from

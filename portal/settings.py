"""Every setting of the portal, read from the environment (or a `.env` file beside manage.py).

`ENVIRONMENT` is production unless it says development or test. Outside those two, a missing or
weak value is refused at start. `docs/running.md` has the table of all variables.
"""

import base64
import binascii
from datetime import timedelta
from pathlib import Path

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("ENVIRONMENT", default="production")
if ENVIRONMENT not in {"production", "development", "test"}:
    message = f"ENVIRONMENT is {ENVIRONMENT!r}: it must be production, development or test."
    raise ImproperlyConfigured(message)
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=False)
if DEBUG and PRODUCTION:
    message = "DEBUG shows secrets to visitors: unset it, or set ENVIRONMENT=development."
    raise ImproperlyConfigured(message)


def label_in_language(label: object, code: str) -> str:
    """How a field of one language is called in the administration site: `Title (한국어)`."""
    return f"{label} ({ {'zh-hans': '中文', 'en': 'English', 'ko': '한국어'}[code] })"


def _required(name: str, development: str) -> str:
    """The variable's value; outside development and test it must be set."""
    value = env.str(name, default="" if PRODUCTION else development)
    if not value:
        message = f"{name} is not set: the portal cannot start without it (see docs/running.md)."
        raise ImproperlyConfigured(message)
    return value


# Who this portal is for: another district changes these, never the code.
SITE_NAMES = {
    "zh-hans": env.str("SITE_NAME_ZH", default="家园"),
    "en": env.str("SITE_NAME_EN", default="Hometown"),
    "ko": env.str("SITE_NAME_KO", default="고향"),
}
DISTRICT_NAMES = {
    "zh-hans": env.str("DISTRICT_NAME_ZH", default="威海经区"),
    "en": env.str("DISTRICT_NAME_EN", default="Jingkai · Weihai"),
    "ko": env.str("DISTRICT_NAME_KO", default="웨이하이 징카이구"),
}
SITE_TAGLINES = {
    "zh-hans": env.str("SITE_TAGLINE_ZH", default="在海边，有个家"),
    "en": env.str("SITE_TAGLINE_EN", default="Feel at home by the sea"),
    "ko": env.str("SITE_TAGLINE_KO", default="바닷가 내 고향처럼"),
}
SITE_URL = _required("SITE_URL", "http://localhost:8000").rstrip("/")
if PRODUCTION and not SITE_URL.startswith("https://"):
    message = "SITE_URL must be the portal's public address and begin with https://."
    raise ImproperlyConfigured(message)

# Secrets
SECRET_KEY = _required("SECRET_KEY", "development-only-" + "not-a-secret-" * 4)
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    message = "SECRET_KEY is too weak: use 50 random characters or more."
    raise ImproperlyConfigured(message)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])


def _is_fernet_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, altchars=b"-_", validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


# Keys of confidential texts and files, apart from SECRET_KEY: the first encrypts, all decrypt (commons.documents).
DEVELOPMENT_DOCUMENT_KEY = base64.urlsafe_b64encode(b"development-only-not-a-secret!!!").decode()
DOCUMENT_KEYS = [key.strip() for key in _required("DOCUMENT_KEYS", DEVELOPMENT_DOCUMENT_KEY).split(",") if key.strip()]
DOCUMENT_INDEX_KEY = _required("DOCUMENT_INDEX_KEY", "development-only-index-not-a-secret")
if not DOCUMENT_KEYS or not all(map(_is_fernet_key, DOCUMENT_KEYS)):
    message = "DOCUMENT_KEYS holds what is no key: each is 32 bytes in url-safe base64 (see docs/running.md, Keys)."
    raise ImproperlyConfigured(message)
if PRODUCTION and (DEVELOPMENT_DOCUMENT_KEY in DOCUMENT_KEYS or SECRET_KEY in {*DOCUMENT_KEYS, DOCUMENT_INDEX_KEY}):
    message = "DOCUMENT_KEYS and DOCUMENT_INDEX_KEY must be secrets of their own (see docs/running.md, Keys)."
    raise ImproperlyConfigured(message)
if PRODUCTION and (len(DOCUMENT_INDEX_KEY) < 32 or DOCUMENT_INDEX_KEY in DOCUMENT_KEYS):
    message = "DOCUMENT_INDEX_KEY is too weak: use 32 random characters or more, and none of DOCUMENT_KEYS."
    raise ImproperlyConfigured(message)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
if not ALLOWED_HOSTS:
    message = "ALLOWED_HOSTS is not set: name the hosts under which the portal is reached."
    raise ImproperlyConfigured(message)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Sign-in with another account, for each provider whose key is given; the addresses of the others do not exist.
SOCIAL_SIGN_IN = [
    name
    for name in ("kakao", "naver", "weixin", "line", "google", "apple")
    if env.str(f"{name.upper()}_CLIENT_ID", default="")
]

INSTALLED_APPS = [
    "modeltranslation",
    "unfold.apps.BasicAppConfig",
    "portal.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    *(f"allauth.socialaccount.providers.{name}" for name in SOCIAL_SIGN_IN),
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_countries",
    "django_htmx",
    "phonenumber_field",
    "commons.lib",
    "commons.baselines",
    "commons.audit",
    "commons.documents",
    "commons.pictures",
    "commons.translations",
    "commons.notifications",
    "commons.accounts",
    "commons.scheduling",
    "communities",
    "institutions",
    "legal_services",
    "events",
    "portal",
]

MIDDLEWARE = [
    "portal.health.HealthMiddleware",
    "portal.middleware.NoNulMiddleware",
    "commons.lib.page_cache.PublicPageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.shell",
            ],
        },
    }
]

# Stores: one PostgreSQL, one Valkey or Redis, shared by every process.
DATABASES = {"default": env.db_url_config(_required("DATABASE_URL", "postgres:///hometown"))}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
    "OPTIONS": {"connect_timeout": 5} | DATABASES["default"].get("OPTIONS", {}),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = _required("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "commons.lib.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},
        "KEY_PREFIX": "hometown",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
PUBLIC_PAGE_SECONDS = env.int("PUBLIC_PAGE_SECONDS", default=0 if ENVIRONMENT == "test" else 5)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# People and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name", "called")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me:home"
# Who runs the portal, and where to write about personal data: both stand in the privacy notice.
OPERATOR_NAMES = {
    "zh-hans": env.str("OPERATOR_NAME_ZH", default=f"{DISTRICT_NAMES['zh-hans']}居民服务办公室"),
    "en": env.str("OPERATOR_NAME_EN", default=f"Resident services office, {DISTRICT_NAMES['en']}"),
    "ko": env.str("OPERATOR_NAME_KO", default=f"{DISTRICT_NAMES['ko']} 주민 서비스 사무소"),
}
PRIVACY_EMAIL = env.str("PRIVACY_EMAIL", default="privacy@example.org")
ACCOUNT_ADAPTER = "commons.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "commons.accounts.adapter.SocialAccountAdapter"
MFA_ADAPTER = "commons.accounts.adapter.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https://") else "http"
ACCOUNT_FORMS = {
    "add_email": "commons.accounts.forms.sign_in.AddEmailForm",
    "change_password": "commons.accounts.forms.sign_in.ChangePasswordForm",
    "confirm_login_code": "commons.accounts.forms.sign_in.ConfirmLoginCodeForm",
    "login": "commons.accounts.forms.sign_in.LoginForm",
    "reauthenticate": "commons.accounts.forms.sign_in.ReauthenticateForm",
    "request_login_code": "commons.accounts.forms.sign_in.RequestLoginCodeForm",
    "reset_password": "commons.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "commons.accounts.forms.sign_in.ResetPasswordKeyForm",
    "set_password": "commons.accounts.forms.sign_in.SetPasswordForm",
    "signup": "commons.accounts.forms.SignupForm",
}
MFA_FORMS = {
    "activate_totp": "commons.accounts.forms.sign_in.ActivateTOTPForm",
    "add_webauthn": "commons.accounts.forms.sign_in.AddWebAuthnForm",
    "authenticate": "commons.accounts.forms.sign_in.AuthenticateForm",
    "authenticate_webauthn": "commons.accounts.forms.sign_in.AuthenticateWebAuthnForm",
    "edit_webauthn": "commons.accounts.forms.sign_in.EditWebAuthnForm",
    "login_webauthn": "commons.accounts.forms.sign_in.LoginWebAuthnForm",
    "reauthenticate": "commons.accounts.forms.sign_in.ReauthenticateCodeForm",
    "reauthenticate_webauthn": "commons.accounts.forms.sign_in.ReauthenticateWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_FORMS = {"signup": "commons.accounts.forms.SocialSignupForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = {
    name: {
        "APPS": [
            {
                "client_id": env.str(f"{name.upper()}_CLIENT_ID"),
                "secret": env.str(f"{name.upper()}_SECRET", default=""),
                "key": env.str(f"{name.upper()}_KEY", default=""),
                "settings": {
                    "certificate_key": env.str(f"{name.upper()}_CERTIFICATE_KEY", default="").replace("\\n", "\n")
                },
            }
        ]
    }
    for name in SOCIAL_SIGN_IN
}
# Where the sign-in buttons of those services lead: a browser lets a form go nowhere else.
SOCIAL_SIGN_IN_HOSTS = {
    "kakao": "https://kauth.kakao.com",
    "naver": "https://nid.naver.com",
    "weixin": "https://open.weixin.qq.com",
    "line": "https://access.line.me",
    "google": "https://accounts.google.com",
    "apple": "https://appleid.apple.com",
}

# Languages, time, formats
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
MODELTRANSLATION_LANGUAGES = ("zh-hans", "en", "ko")
MODELTRANSLATION_DEFAULT_LANGUAGE = "zh-hans"
MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": ("zh-hans", "en", "ko"),
    "en": ("zh-hans", "ko"),
    "ko": ("en", "zh-hans"),
    "zh-hans": ("en", "ko"),
}
MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = label_in_language
PHONENUMBER_DEFAULT_REGION = "CN"
PHONENUMBER_DB_FORMAT = "E164"
COUNTRIES_FIRST = ["KR", "CN", "US", "GB", "JP", "RU"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
PRIVATE_FILES = {"location": PRIVATE_ROOT, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": PRIVATE_FILES},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENVIRONMENT == "test" or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = ENVIRONMENT == "test" or DEBUG
# Pages name the hashed files only; compressing the others too would double the time of every collection.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# More than somebody may add, so that the form can say so.
DATA_UPLOAD_MAX_NUMBER_FILES = 25
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_HANDLERS = [
    "commons.lib.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "commons.lib.uploads.SealedUploadHandler",
]
PICTURE_MAX_BYTES = 15 * 1024 * 1024
PICTURE_MAX_PIXELS = 50_000_000
# Private files: the size of one, and how many somebody may add to one thing (a matter, an application).
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", default=10 * 1024 * 1024)
DOCUMENT_MAX_NUMBER = env.int("DOCUMENT_MAX_NUMBER", default=10)
# A check for viruses: the dotted path of a function (see commons/documents/services/scanning.py).
DOCUMENT_SCANNER = env.str("DOCUMENT_SCANNER", default="")
# The access log calls it unusual when somebody opens so many different things within an hour, and twice their habit.
AUDIT_MANY_PER_HOUR = env.int("AUDIT_MANY_PER_HOUR", default=30)

# The administration site
UNFOLD = {
    "SITE_TITLE": SITE_NAMES["en"],
    "SITE_HEADER": SITE_NAMES["en"],
    "SITE_SUBHEADER": _("Administration"),
    "SITE_URL": "/",
    "SHOW_VIEW_ON_SITE": True,
    "SIDEBAR": {"show_search": True, "show_all_applications": False},
    "COLORS": {
        "primary": {
            "50": "#e9f3f5", "100": "#d3e7eb", "200": "#a8cfd7", "300": "#7cc6d6", "400": "#3f93a3", "500": "#1b7284",
            "600": "#0b5a6b", "700": "#094b59", "800": "#083f4c", "900": "#062e38", "950": "#041f26",
        },
    },
}  # fmt: skip

# Mail
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
if PRODUCTION and not env.str("EMAIL_URL", default=""):
    message = "EMAIL_URL is not set: residents would never get their messages (see docs/running.md)."
    raise ImproperlyConfigured(message)
EMAIL_TIMEOUT = 10
# How long a worker may hold a message: longer than any mail server takes for one. A killed worker's is sent after it.
MESSAGE_LEASE_SECONDS = env.int("MESSAGE_LEASE_SECONDS", default=120)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Hometown <portal@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Work in the background
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 1, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="hometown")
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "worker-heartbeat": {
        "task": "portal.tasks.beat_heart",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 20},
    },
    "deliver-messages": {
        "task": "commons.notifications.tasks.sweep_deliveries",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "size-pictures": {"task": "commons.pictures.tasks.sweep_pictures", "schedule": timedelta(minutes=1)},
    "expire-holds": {"task": "commons.scheduling.tasks.expire_holds", "schedule": timedelta(minutes=1)},
    "expire-offers": {"task": "events.tasks.expire_offers", "schedule": timedelta(minutes=1)},
    "scan-documents": {"task": "commons.documents.tasks.scan_documents", "schedule": timedelta(minutes=1)},
    "sweep-documents": {"task": "commons.documents.tasks.sweep_documents", "schedule": crontab(hour="3", minute="20")},
    "legal-reminders": {"task": "legal_services.tasks.remind", "schedule": timedelta(minutes=1)},
    "earlier-times": {"task": "legal_services.tasks.offer_earlier_times", "schedule": timedelta(minutes=1)},
    "forgotten-bookings": {"task": "legal_services.tasks.drop_forgotten", "schedule": timedelta(minutes=5)},
    "imports": {"task": "legal_services.tasks.work_on_imports", "schedule": timedelta(minutes=1)},
    "unused-spaces": {"task": "institutions.tasks.release_unused", "schedule": timedelta(minutes=1)},
    "interrupted-series": {"task": "institutions.tasks.finish_series", "schedule": timedelta(minutes=1)},
    "enquiry-reminders": {"task": "institutions.tasks.remind_of_enquiries", "schedule": timedelta(minutes=10)},
    "tend-contracts": {"task": "institutions.tasks.tend_contracts", "schedule": crontab(minute="2")},
    "review-reminders": {"task": "institutions.tasks.remind_of_reviews", "schedule": crontab(minute="35", hour="8-18")},
    "count-ahead": {"task": "legal_services.tasks.count_ahead", "schedule": crontab(hour="5", minute="40")},
    "abandoned-institutions": {
        "task": "institutions.tasks.report_abandoned",
        "schedule": crontab(minute="50", hour="8-18"),
    },
    "tend-cases": {"task": "legal_services.tasks.tend_cases", "schedule": crontab(hour="8", minute="30")},
    "retention": {"task": "commons.accounts.tasks.apply_retention", "schedule": timedelta(hours=24)},
}

# Transport and headers
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *(SOCIAL_SIGN_IN_HOSTS[name] for name in SOCIAL_SIGN_IN)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

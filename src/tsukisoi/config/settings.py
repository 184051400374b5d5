"""All settings on one page. The environment decides; docs/reference/settings.md lists it."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tsukisoi.config import catalogues
from tsukisoi.config import environment as env

HERE = Path(__file__).resolve().parent.parent
DATA = env.data_folder()
TSUKISOI_DEMO = env.flag("TSUKISOI_DEMO")
TSUKISOI_PRACTICE = env.flag("TSUKISOI_PRACTICE")
PRACTICE_PORT, REAL_PORT = env.text("TSUKISOI_PRACTICE_PORT"), env.text("TSUKISOI_REAL_PORT")
DEBUG = env.flag("TSUKISOI_DEBUG")
HTTPS = env.flag("TSUKISOI_HTTPS")
KEY_FILE = Path(env.text("TSUKISOI_KEY_FILE") or DATA / "keys" / "database.key")
SECRET_KEY = env.secret("TSUKISOI_SECRET_KEY", DATA / "keys" / "secret.key")
ALLOWED_HOSTS = env.words("TSUKISOI_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("TSUKISOI_ORIGINS")
TSUKISOI_TODAY = env.day("TSUKISOI_TODAY")
TSUKISOI_CONTACT = env.text("TSUKISOI_CONTACT")
FILES = DATA / "files"

INSTALLED_APPS = [
    "tsukisoi.ui",
    "tsukisoi.tenancy",
    "tsukisoi.guard",
    "tsukisoi.papers",
    "tsukisoi.journal",
    "tsukisoi.packets",
    "tsukisoi.staff",
    "tsukisoi.desks",
    "tsukisoi.feeds",
    "tsukisoi.help",
    "tsukisoi.municipalities",
    "tsukisoi.residents",
    "tsukisoi.calls",
    "tsukisoi.notes",
    "tsukisoi.cards",
    "tsukisoi.custody",
    "tsukisoi.insurance",
    "tsukisoi.cases",
    "tsukisoi.receptions",
    "tsukisoi.outings",
    "tsukisoi.deliveries",
    "tsukisoi.venue",
    "tsukisoi.upkeep",
    "tsukisoi.movements",
    "tsukisoi.mail",
    "tsukisoi.rulebook",
    "tsukisoi.today",
    "tsukisoi.keeping",
    "tsukisoi.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "tsukisoi.config.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tsukisoi.guard.middleware.GuardMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tsukisoi.staff.middleware.FirstRunMiddleware",
    "tsukisoi.desks.middleware.DeskMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "tsukisoi.staff.middleware.ViewerMiddleware",
    "tsukisoi.desks.middleware.FocusMiddleware",
    "tsukisoi.journal.full_disk.FullDisk",
    "tsukisoi.journal.middleware.DailySeal",
    "tsukisoi.tenancy.collisions.AskAgain",
]

ROOT_URLCONF = "tsukisoi.config.urls"
WSGI_APPLICATION = "tsukisoi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tsukisoi.ui.context.page",
                "tsukisoi.help.context.contact",
                "tsukisoi.staff.context.banners",
                "tsukisoi.desks.context.desk",
                "tsukisoi.custody.context.emergency",
                "tsukisoi.config.practice.context",
            ],
        },
    }
]

# synchronous=FULL and IMMEDIATE: no acknowledged entry may be lost to a power cut, no writer may fail half-way.
EMBEDDED = {
    "ENGINE": "tsukisoi.config.sqlcipher",
    "NAME": DATA / "tsukisoi.db",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "key": env.secret("TSUKISOI_KEY", KEY_FILE),
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA cache_size=-64000; "  # a list of 10,000 people fits: no page is encrypted twice
        "PRAGMA wal_autocheckpoint=4000; "  # 16 MB: carried into the file once in hundreds of commits, not in fifty
        "PRAGMA secure_delete=ON;",  # what was erased is overwritten in the file, too
    },
    "TEST": {"NAME": DATA / "test.db"},
}
DATABASE_URL = env.text("TSUKISOI_DATABASE_URL")
DATABASES = {"default": env.postgresql(DATABASE_URL) if DATABASE_URL else EMBEDDED}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # counted tries stand here: guessing must not push them out
    }
}

AUTH_USER_MODEL = "staff.Worker"
AUTHENTICATION_BACKENDS = ["tsukisoi.staff.sessions.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "tsukisoi.staff.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "tsukisoi.staff.forms.SignInForm",
    "change_password": "tsukisoi.staff.forms.OwnPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("TSUKISOI_PROXY") else 0
# What rooms above the people do before two records of one person become one: (viewer, id kept, id merged).
MERGE_FIRST = [
    "tsukisoi.cases.actions.join",
    "tsukisoi.deliveries.actions.join",
    "tsukisoi.receptions.actions.join",
    "tsukisoi.movements.actions.join",
]
# What rooms add to a person's page: (viewer, resident) -> Panel or None, in this order.
PERSON_PANELS: list[str] = [
    "tsukisoi.notes.panels.on_person",
    "tsukisoi.movements.panels.on_person",
    "tsukisoi.mail.panels.on_person",
    "tsukisoi.cards.panels.on_person",
    "tsukisoi.insurance.panels.on_person",
    "tsukisoi.custody.panels.on_person",
    "tsukisoi.outings.panels.on_person",
    "tsukisoi.upkeep.panels.on_person",
    "tsukisoi.venue.panels.on_person",
    "tsukisoi.deliveries.panels.on_person",
    "tsukisoi.calls.panels.on_person",
]
# Whose label was scanned where people are searched for: (viewer, what was typed) -> a person's id or None.
LABEL_OF = "tsukisoi.custody.panels.of_label"
# Whose card is being looked for: (viewer) -> a person's id with the time since when and the id of the incident.
LOST_CARDS: list[str] = ["tsukisoi.upkeep.queries.lost_cards"]
# What rooms have to ask of municipalities and insurers: (viewer) -> list of municipalities.points.Point.
OFFICE_POINTS: list[str] = [
    "tsukisoi.cases.points.to_ask",
    "tsukisoi.cards.points.to_ask",
    "tsukisoi.deliveries.points.to_ask",
]
# What follows when a person changes: (viewer, resident, fact or ""), inside the same transaction.
RESIDENT_CHANGED = ["tsukisoi.cards.actions.facts_changed"]
# Rooms whose pages do not lock for whoever that is true of, as somebody watches them: (viewer) -> bool.
SCREENS_WATCHED = {"venue": "tsukisoi.config.watching.at_reception"}
# Who knows what a person answered, for the rooms below: (viewer, resident, matter) -> the answer as it stands.
WILL_OF = "tsukisoi.cases.queries.will_of"
# By when what is deleted on a day has left the backups too, for the rooms below: (day) -> day.
GONE_FROM_BACKUPS = "tsukisoi.keeping.queries.gone_from_backups"
# What stands in the calendars that people subscribe to, by count and kind alone: (viewer) -> feeds.days.Due.
FEED_DAYS: list[str] = ["tsukisoi.today.feeding.days"]
# Who writes a calendar down: found when one is asked for, so that nothing else needs its library.
FEED_WRITER = "tsukisoi.feeds.calendar.written"
# What ends with somebody's access for good, inside the same transaction: (viewer, worker).
ENDS_WITH_ACCESS: list[str] = ["tsukisoi.feeds.actions.stop_all_of"]
# How people are here (living, short stay, in hospital …): (viewer) -> list of residents.here.HowHere.
HOW_HERE = "tsukisoi.movements.queries.counted"
FIRST_RUN_HOME = "tsukisoi.municipalities.actions.open_home"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,50/5m/ip"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost only: browsers refuse passkeys elsewhere anyway
MFA_FORMS = {
    "authenticate": "tsukisoi.staff.forms.SecondFactorForm",
    "activate_totp": "tsukisoi.staff.forms.AppForm",
    "add_webauthn": "tsukisoi.staff.forms.PasskeyForm",
}
MFA_TOTP_ISSUER = "Tsukisoi"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
USERSESSIONS_TRACK_ACTIVITY = False

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
catalogues.put_together()
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = (
    DATA_UPLOAD_MAX_MEMORY_SIZE  # uploads stay in memory: a roster never touches a temp folder
)
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# The training mode runs beside the real one on another port, which browsers do not tell apart: its own names.
_OWN = "practice_" if TSUKISOI_PRACTICE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, DESK_COOKIE = f"{_OWN}sessionid", f"{_OWN}csrftoken", f"{_OWN}tsukisoi_desk"
SESSION_ENGINE = "tsukisoi.staff.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("TSUKISOI_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# Who is who for the record, which stands below the rooms that know.
JOURNAL_NAMES = {"resident": "tsukisoi.config.names.residents", "worker": "tsukisoi.config.names.workers"}

# What each group of the navigation holds: label, address name, the right that shows it (None: everybody).
NAVIGATION = [
    (
        _("毎日"),
        [
            (_("今日"), "today:today", None),
            (_("利用者"), "residents:list", "see_residents"),
            (_("人の動き"), "movements:house", "see_residents"),
            (_("郵便"), "mail:tray", "see_residents"),
            (_("申し送り"), "notes:list", "see_residents"),
            (_("電話"), "calls:list", "see_residents"),
        ],
    ),
    (
        _("預かり・受診"),
        [
            (_("預かり"), "custody:locker", "see_residents"),
            (_("受診"), "outings:day", "see_residents"),
            (_("受診に出せるもの"), "insurance:house", "see_residents"),
            (_("切れるカード"), "cards:ending", "see_residents"),
            (_("困ったとき"), "upkeep:list", "see_residents"),
        ],
    ),
    (
        _("取得"),
        [
            (_("取得の一覧"), "cases:grid", "see_residents"),
            (_("出張申請受付"), "receptions:list", "see_residents"),
            (_("受取"), "deliveries:list", "see_residents"),
            (_("受付の当日"), "venue:days", "run_venue"),
            (_("町に聞くこと"), "cases:questions", "see_residents"),
        ],
    ),
    (
        _("整える"),
        [
            (_("市区町村"), "municipalities:list", "see_residents"),
            (_("職員と権限"), "staff:list", "see_staff"),
            (_("規則集"), "rulebook:list", None),
            (_("記録"), "journal:list", "read_journal"),
            (_("期間と開示"), "keeping:page", "keep_data"),
            (_("用語と連絡先"), "help:glossary", None),
        ],
    ),
]
# Who takes applications looks after nobody: no locker, no visits to the doctor, nobody who comes and goes.
_OF_A_HOME = {
    "movements:house", "mail:tray", "custody:locker", "outings:day", "insurance:house", "cards:ending", "upkeep:list",
    "deliveries:list", "cases:questions",
}  # fmt: skip
NOT_FOR = {"municipality": _OF_A_HOME, "contractor": _OF_A_HOME}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"guard": {"()": "tsukisoi.guard.logging.Redact"}},
    "formatters": {"line": {"()": "tsukisoi.config.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["guard"], "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "tsukisoi.requests": {"level": "INFO" if env.flag("TSUKISOI_LOG_REQUESTS") else "WARNING"},
    },
}

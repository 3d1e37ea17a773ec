"""The settings of the tests: the program's own, on an environment that nobody's .env or shell has changed."""

import os

os.environ.update(
    {
        "CERX_ENV_FILE": os.devnull,
        "CERX_DEMO": "0",
        "CERX_HTTPS": "0",
        # The people of the tests sign in by fiat; the tests of the door turn it on.
        "CERX_STAFF_SECOND_FACTOR": "0",
        "DJANGO_DEBUG": "0",
        "DJANGO_SECRET_KEY": "only-for-tests-" + "0123456789" * 4,
    }
)
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from cerx.settings import *  # noqa: F403
from cerx.settings import DATABASES

if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A commit of a test need not outlive the machine, and its tables are small: nothing is won by compiling a query.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off -c jit=off"
if sqlite_file := os.environ.get("TEST_SQLITE_FILE"):
    DATABASES["default"]["TEST"] = {"NAME": sqlite_file}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
WHITENOISE_AUTOREFRESH = True  # otherwise each test client lists every static file first

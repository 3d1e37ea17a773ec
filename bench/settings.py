"""The program's own settings, on an environment that nobody's .env has changed, plus the bare page of comparison."""

import os

os.environ.update(
    {
        "CERX_ENV_FILE": os.devnull,
        "CERX_DEMO": "1",  # the demo's people and year fill the real committee
        "CERX_HTTPS": "0",
        "DJANGO_DEBUG": "0",
        "DJANGO_LOG_LEVEL": "ERROR",
        "DJANGO_SECRET_KEY": "only-for-the-bench-" + "0123456789" * 4,
        "EMAIL_URL": "dummymail://",
        # The databases are made by bench.worlds; this address says which kind.
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", "") or "sqlite://:memory:",
    }
)

from cerx.settings import *  # noqa: F403

ROOT_URLCONF = "bench.bare"

#: A page that fails says so in its row of the table.
LOGGING = {"version": 1, "disable_existing_loggers": False, "loggers": {"django.request": {"level": "CRITICAL"}}}

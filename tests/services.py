"""Which databases and brokers answer here. In: the environment, else the standard local ports; out: addresses.

`python -m tests.services` prints shell lines for `script/test`; the tests that start real workers ask the functions.
"""

from __future__ import annotations

import functools
import os
import shlex
import shutil
from pathlib import Path

import kombu
import kombu.exceptions
import psycopg

LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
LOCAL_REDIS = "redis://127.0.0.1:6379/0"
LOCAL_AMQP = "amqp://guest:guest@127.0.0.1:5672//"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSER = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


@functools.cache
def postgres() -> str:
    """The address of a PostgreSQL in which databases may be made, or nothing."""
    # `script/test` names it in POSTGRES_URL: the database of DATABASE_URL is one that Django has yet to make.
    named = (os.environ.get(name, "") for name in ("POSTGRES_URL", "DATABASE_URL"))
    url = next((url for url in named if url.startswith(("postgres:", "postgresql:"))), LOCAL_POSTGRES)
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return ""
    return url


@functools.cache
def redis() -> str:
    return _broker(os.environ.get("REDIS_URL") or LOCAL_REDIS)


@functools.cache
def amqp() -> str:
    return _broker(os.environ.get("AMQP_URL") or LOCAL_AMQP)


@functools.cache
def chromium() -> str:
    named = os.environ.get("CHROMIUM", "")
    found = next((path for path in map(shutil.which, (named, *BROWSERS) if named else BROWSERS) if path), "")
    return found or (MAC_BROWSER if Path(MAC_BROWSER).exists() else "")


def _broker(url: str) -> str:
    with kombu.Connection(url, connect_timeout=3) as connection:
        try:
            connection.ensure_connection(max_retries=1, timeout=5)
        except (kombu.exceptions.OperationalError, OSError):
            return ""
    return url


if __name__ == "__main__":
    for name, found in (("POSTGRES", postgres()), ("REDIS", redis()), ("AMQP", amqp()), ("BROWSER", chromium())):
        print(f"FOUND_{name}={shlex.quote(found)}")

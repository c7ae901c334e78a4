"""Keeps what a visitor typed out of the logs. In: a log record about a request; out: the same, naming the address's
pattern instead of the address, and of an exception its kind and its lines instead of its words. Named in settings.

A path may hold a name, an exception's message may quote a query; a line of our own code holds neither.
"""

from __future__ import annotations

import logging
import traceback

from django.http import HttpRequest

ABOUT_REQUESTS = ("django.request", "django.security", "django.server")


class Discreet(logging.Filter):
    """On the handler, so that it sees the children of these loggers too. It lets every record pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is None and not record.name.startswith(ABOUT_REQUESTS):
            return True
        record.msg = f"{getattr(record, 'status_code', record.levelname)} at {_pattern(request)}"
        record.args = ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = _without_words(record.exc_info[1])
            record.exc_info = None
        return True


def _pattern(request: object) -> str:
    match = request.resolver_match if isinstance(request, HttpRequest) else None
    return f"/{match.route}" if match else "an address that is not ours"


def _without_words(error: BaseException) -> str:
    """The traceback and what led to it, each exception by its kind alone."""
    parts: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines = "".join(traceback.format_tb(link.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{lines}{type(link).__module__}.{type(link).__qualname__}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n\nwhich came of\n\n".join(parts)

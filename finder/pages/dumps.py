"""`/dumps/…`: everything as files to take away. In: an address; out: the page that lists them, the manifest, a file.

A file stands below the name of its set and never changes there; the short address leads to the newest one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from finder import caching, dumps
from finder.pages import wording

_TYPES = {".gz": "application/gzip", ".json": "application/json"}
_WORDS = {
    "trials.ndjson.gz": "Trials, with sites, contacts and what their text asks: one JSON object a line",
    "trials.csv.gz": "The same trials as a table, without what is too long for a cell",
    "findings.ndjson.gz": "What was read in each trial's text, answer by answer, with the sentences that prove it",
    "centers.ndjson.gz": "Care centers, with services, contacts and the claims behind each fact",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_CHUNK = 64 * 1024


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    names = dumps.sets()

    def page() -> HttpResponse:
        newest = dumps.manifest(names[0]) if names else None
        files = [
            {"file": one, "size": filesizeformat(one.bytes), "words": _WORDS.get(one.name, "")}
            for one in (newest.files if newest else ())
        ]
        context = {
            "set": newest,
            "made": wording.moment(newest.made_at) if newest else "",
            "files": files,
            "before": names[1:],
            "noindex": True,
            "languages": [],  # there are no words of ours in the files to translate, and none here
        }
        return render(request, "finder/dumps.html", context)

    return caching.answer(request, page, shows=repr(names))


@require_safe
def newest(request: HttpRequest, file: str) -> HttpResponseBase:
    """Leads to the newest set's file of that name."""
    names = dumps.sets()
    if not names or _path(names[0], file) is None:
        raise Http404
    response = HttpResponseRedirect(reverse("dump", args=[names[0], file]))
    response.headers["Cache-Control"] = f"public, max-age={caching.PUBLIC_SECONDS}"
    return response


@require_safe
def dump(request: HttpRequest, name: str, file: str) -> HttpResponseBase:
    """One file of a set, or the part that a Range asks for (RFC 9110, 14): a download may go on where it broke off."""
    path = _path(name, file)
    if path is None:
        raise Http404
    try:
        opened = path.open("rb")
    except FileNotFoundError:
        raise Http404
    stat = path.stat()
    size, modified = stat.st_size, int(stat.st_mtime)
    tag = f'"{name}-{size:x}"'
    # What is compressed is not compressed again on the way.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    part = _part(request, size, tag, modified)
    response: HttpResponseBase
    if part is None:
        response = FileResponse(opened, content_type=_TYPES.get(path.suffix, "text/plain; charset=utf-8"))
    elif not part:
        opened.close()
        response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    else:
        response = StreamingHttpResponse(
            _read(opened, part), status=HTTPStatus.PARTIAL_CONTENT, content_type=_TYPES.get(path.suffix, "text/plain")
        )
        response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
        response.headers["Content-Length"] = str(len(part))
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(modified)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = _FOR_EVER
    if path.suffix == ".gz":
        response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    known = get_conditional_response(request, etag=tag, last_modified=modified)
    if known is not None:
        response.close()
        known.headers["ETag"], known.headers["Cache-Control"] = tag, _FOR_EVER
        return known
    return response


def _path(name: str, file: str) -> Path | None:
    held = dumps.manifest(name)
    if held is None or file not in (dumps.MANIFEST, dumps.CHECKSUMS, *(one.name for one in held.files)):
        return None
    return dumps.folder() / name / file


def _part(request: HttpRequest, size: int, tag: str, modified: int) -> range | None:
    """The bytes that are asked for; None: all of them, an empty range: none that there are. Several parts at once, or
    a range of something that has changed since, is answered with the whole."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or asked is None or asked[0] == "bytes=-":
        return None
    if request.headers.get("If-Range", tag) not in (tag, http_date(modified)):
        return None
    first, last = asked[1], asked[2]
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(min(int(first), size), min(int(last) + 1, size) if last else size)


def _read(file: IO[bytes], part: range) -> Iterator[bytes]:
    with file:
        file.seek(part.start)
        left = len(part)
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk

"""What is promised of a version of the API. In and out: nothing, words alone. Printed in the OpenAPI document, on the
page that shows it, and at the root of the API."""

from __future__ import annotations

VERSION = "1.0.0"
"""Of the document: the first number is that of the addresses; the second grows when something is added."""
TITLE = "MBC Finder API"
ABOUT = (
    "Care centers and clinical trials for people with metastatic breast cancer: what the registries list, what the "
    "trials' texts ask, and who offers what, each with its source and date. Read-only, without a key. Unknown is never "
    "answered as yes or no. This is not medical advice."
)
_PROMISE = """
Version 1 stands under /api/v1/. What is there stays: no address, parameter, value or field is taken away or comes to
mean something else, no field gets another type, and nothing that could be asked is refused later, but for quotas.

What may be added: addresses, parameters that nobody has to give, fields, values where words of a registry or of our
vocabulary stand, and kinds of problems. So pass over fields and values that you do not know.

What changes all along: the facts, their order where a list says none, words for people (labels, meanings, `words`,
`detail`), what a cursor holds, and how a text was read.

A version is kept for at least 24 months after the next one has appeared. From that day on each of its answers says so
in the headers Deprecation (RFC 9745) and Sunset (RFC 8594), with a Link to what comes after it.

A fault that makes an answer wrong, or unsafe for patients, is mended at once; the change log says what it was.
"""
PROMISE = tuple(" ".join(one.split()) for one in _PROMISE.split("\n\n"))

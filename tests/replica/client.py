"""A client for the replica's own tests: plain requests, no retries, so that a test sees what came over the wire."""

from __future__ import annotations

from collections.abc import Iterator

import requests

from tests.replica.fields import JSON
from tests.replica.server import Replica

SECONDS = 5.0


def get(replica: Replica, path: str = "/studies", **params: str | int) -> requests.Response:
    """`get(replica, query_cond="breast")` asks for `query.cond=breast`."""
    named = {name.replace("_", "."): str(value) for name, value in params.items()}
    return requests.get(replica.url + path, params=named, timeout=SECONDS, allow_redirects=False)


def page(replica: Replica, **params: str | int) -> JSON:
    answer = get(replica, "/studies", **params)
    assert answer.status_code == 200, answer.text
    content: JSON = answer.json()
    return content


def ids(content: JSON) -> list[str]:
    return [study["protocolSection"]["identificationModule"]["nctId"] for study in content["studies"]]


def pages(replica: Replica, **params: str | int) -> Iterator[JSON]:
    """Every page of a listing, at most fifty."""
    content = page(replica, **params)
    yield content
    for _ in range(50):
        if "nextPageToken" not in content:
            return
        content = page(replica, **params, pageToken=content["nextPageToken"])
        yield content


def everything(replica: Replica, **params: str | int) -> list[str]:
    return [nct_id for content in pages(replica, **params) for nct_id in ids(content)]

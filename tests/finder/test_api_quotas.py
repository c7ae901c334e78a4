"""How often one address may ask the API: what it is told, when it has to wait, and that nobody is anybody else."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from finder.api.quotas import ByAddress
from tests import make
from tests.finder.held import hold
from tests.finder.reading import get

pytestmark = pytest.mark.django_db

LIST = "/api/v1/trials/?limit=1"


@pytest.fixture
def three(settings: Settings, client: Client) -> Iterator[Client]:
    """Three answers a minute."""
    allow(settings, reading="3/min", bulk="1/min")
    hold(make.study(1))
    cache.clear()
    yield client
    cache.clear()


def allow(settings: Settings, *, proxies: int = 0, **rates: str) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates, "NUM_PROXIES": proxies}


def ask(client: Client, status: int = 200, **by: Any) -> Any:
    return get(client, LIST, status, **by)


def test_each_answer_says_how_many_more_there_are(three: Client) -> None:
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False) as clock:
        told = []
        for _ in range(3):
            response = ask(three)
            assert response.headers["RateLimit-Policy"] == '"reading";q=3;w=60'
            told.append(response.headers["RateLimit"])
            clock.shift(10)
        assert told == ['"reading";r=2;t=60', '"reading";r=1;t=50', '"reading";r=0;t=40']


def test_who_asks_too_often_is_told_when_to_come_back_and_then_is_answered(three: Client) -> None:
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False) as clock:
        for _ in range(3):
            ask(three)
            clock.shift(5)
        refused = ask(three, 429)
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["status"] == 429
        assert refused.headers["RateLimit"] == '"reading";r=0;t=45'
        assert refused.headers["Retry-After"] == "45"
        assert refused.headers["Cache-Control"] == "private, no-store"
        clock.shift(44)
        ask(three, 429)
        clock.shift(1)
        ask(three)


def test_what_the_asker_has_already_costs_nothing(three: Client) -> None:
    tag = ask(three).headers["ETag"]
    for _ in range(5):
        ask(three, 304, headers={"If-None-Match": tag})
    assert '"reading";r=1' in ask(three).headers["RateLimit"]


def test_all_addresses_of_the_api_count_and_pages_do_not(three: Client) -> None:
    three.get("/api/v1/nothing/")
    three.post("/api/v1/match/", {"age": 50}, content_type="application/json")
    three.get("/api/v1/registries/")
    ask(three, 429)
    assert three.get("/trials/").status_code == 200
    assert three.get("/healthz").status_code == 200


def test_another_address_has_a_quota_of_its_own(three: Client) -> None:
    for _ in range(3):
        ask(three, REMOTE_ADDR="192.0.2.1")
    ask(three, 429, REMOTE_ADDR="192.0.2.1")
    ask(three, 200, REMOTE_ADDR="192.0.2.2")
    for number in range(3):
        ask(three, REMOTE_ADDR=f"2001:db8:1:2::{number}")
    ask(three, 429, REMOTE_ADDR="2001:db8:1:2:ffff::1")
    ask(three, 200, REMOTE_ADDR="2001:db8:1:3::1")
    ask(three, 429, REMOTE_ADDR="::ffff:192.0.2.1")
    ask(three, 200, REMOTE_ADDR="")


def test_without_a_proxy_what_a_request_says_of_its_address_means_nothing(three: Client) -> None:
    for number in range(3):
        ask(three, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    ask(three, 429, headers={"X-Forwarded-For": "192.0.2.200"})


def test_behind_a_proxy_only_what_the_proxy_wrote_counts(three: Client, settings: Settings) -> None:
    allow(settings, reading="3/min", proxies=1)
    for number in range(3):  # what the asker wrote stands before what the proxy added
        ask(three, headers={"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.7"})
    ask(three, 429, headers={"X-Forwarded-For": "192.0.2.200, 198.51.100.7"})
    ask(three, 200, headers={"X-Forwarded-For": "198.51.100.7, 192.0.2.1"})
    allow(settings, reading="3/min", proxies=2)
    ask(three, 429, headers={"X-Forwarded-For": "192.0.2.201, 198.51.100.7, 203.0.113.1"})
    ask(three, 200, headers={"X-Forwarded-For": "198.51.100.7, 192.0.2.9, 203.0.113.1"})


@pytest.mark.parametrize("address", ["192.0.2.77", "2001:db8:5:6::77"])
def test_an_address_is_kept_nowhere_as_it_is_and_never_logged(
    three: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    kept: list[tuple[str, float | None]] = []

    class Watched:
        """The cache, with what is put there written down."""

        def get(self, key: str, default: Any) -> Any:
            return cache.get(key, default)

        def set(self, key: str, value: Any, seconds: float) -> None:
            kept.append((f"{key} {value}", seconds))
            cache.set(key, value, seconds)

    monkeypatch.setattr(ByAddress, "cache", Watched())
    with caplog.at_level(logging.DEBUG):
        for _ in range(3):
            ask(three, REMOTE_ADDR=address)
        ask(three, 429, REMOTE_ADDR=address)
    assert len(kept) == 3
    for text, seconds in kept:
        assert re.match(r"quota:reading:[0-9a-f]{32} ", text)
        assert address not in text and address.partition("::")[0] not in text
        assert seconds == 60
    assert address not in caplog.text


def test_the_hash_of_an_address_needs_our_key(settings: Settings, rf: Any) -> None:
    keys = []
    for secret in ("one" * 20, "two" * 20):
        settings.SECRET_KEY = secret
        quota = ByAddress()
        quota.scope = "reading"
        keys.append(quota.get_cache_key(rf.get("/"), None))  # type: ignore[arg-type]
    assert keys[0] != keys[1]


def test_without_a_rate_nobody_waits_and_nothing_is_said(client: Client) -> None:
    hold()
    for _ in range(5):
        assert "RateLimit" not in ask(client).headers

"""How often one address may ask. In: a request; out: leave, or 429 with the seconds to wait; what is left in headers.

An address is known for a minute, as a keyed hash in the cache, and is never logged. The headers are those of the IETF's
draft (draft-ietf-httpapi-ratelimit-headers-10).
"""

from __future__ import annotations

import ipaddress
import math
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:  # which imports this module
    from rest_framework.views import APIView

READING, BULK = "reading", "bulk"
ONE_HOME = 64
"""Bits of an IPv6 address that one customer has alone: who has the other 64 could ask from 2**64 addresses."""


class ByAddress(SimpleRateThrottle):
    """The windows slide: each request counts for a minute (or what the setting says) from when it came. A view with
    `scope_of(request)` says which quota it is."""

    def __init__(self) -> None:
        pass  # which rate is known only with the request

    def allow_request(self, request: Request, view: APIView) -> bool:
        scope_of = getattr(view, "scope_of", None)
        self.scope = scope_of(request) if scope_of else READING
        rate = api_settings.DEFAULT_THROTTLE_RATES[self.scope]
        self.rate = str(rate) if rate else None
        most, seconds = self.parse_rate(self.rate)
        if most is None or seconds is None:
            return True
        self.num_requests, self.duration = most, seconds
        allowed: bool = super().allow_request(request, view)
        left = max(0, most - len(self.history))
        more_in = math.ceil(self.history[-1] + seconds - self.now) if self.history else seconds
        view.headers["RateLimit-Policy"] = f'"{self.scope}";q={most};w={seconds}'
        view.headers["RateLimit"] = f'"{self.scope}";r={left};t={more_in}'
        return allowed

    def get_cache_key(self, request: Request, view: APIView) -> str:
        known = salted_hmac("finder.api.quotas", _home(self.get_ident(request)), algorithm="sha256").hexdigest()
        return f"quota:{self.scope}:{known[:32]}"


def _home(address: str | None) -> str:
    """The part of an address that stands for one who asks. What is no address (a socket's name) is one of its own."""
    try:
        found = ipaddress.ip_address((address or "").strip("[]"))
    except ValueError:
        return address or ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found.packed, ONE_HOME), strict=False))
        found = found.ipv4_mapped
    return str(found)

"""A name in, the sole right to do that thing out, for as long as its holder lives. Called by sync and by the beat.

The clock is the database's, never a machine's. A holder renews every 15 seconds and loses the lease 60 seconds after
its last sign of life; at once, where it ran on this machine and is no longer there. Whoever writes under a lease calls
`fence()` inside the writing transaction: a holder that slept while another took over then writes nothing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import logging
import math
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Now

from trials.models import Lease

HEARTBEAT_SECONDS = 15.0
EXPIRY_SECONDS = 60.0

log = logging.getLogger(__name__)


class Busy(Exception):
    """Another holder is alive."""

    def __init__(self, name: str, owner: str) -> None:
        super().__init__(f"Another run holds {name}" + (f" ({owner})." if owner else "."))
        self.name = name
        self.owner = owner


class LeaseLost(Busy):
    """The lease expired and somebody else took it: nothing may be written any more."""


class Held:
    """A lease in hand."""

    def __init__(self, name: str, owner: str, token: int, expiry_seconds: float) -> None:
        self.name = name
        self.owner = owner
        self.token = token
        self._expiry = expiry_seconds
        self._renewed_at = time.monotonic()

    @property
    def lost(self) -> bool:
        """Whether it may be somebody else's by now: for holders that write nothing a fence could stop."""
        return time.monotonic() - self._renewed_at >= self._expiry

    def fence(self) -> None:
        """Call first in each transaction that writes under the lease. Raises LeaseLost.

        The row stays locked until the transaction ends, so nobody takes the lease between this and the commit. An
        expiry that nobody made use of is no loss: it is renewed.
        """
        if connection.vendor == "postgresql":
            # A process that is stopped (not killed) in mid-transaction would keep the row locked for ever.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '60s'")
        if not self._renew():
            raise LeaseLost(self.name, "it was taken over")

    def _renew(self) -> bool:
        now = time.monotonic()
        rows = Lease.objects.filter(name=self.name, owner=self.owner, token=self.token)
        ours = rows.update(expires_at=_in(self._expiry)) == 1
        self._renewed_at = now if ours else -math.inf
        return ours

    def _release(self) -> None:
        rows = Lease.objects.filter(name=self.name, owner=self.owner, token=self.token)
        rows.update(owner="", expires_at=None)

    def _beat(self, stop: threading.Event, every: float) -> None:
        while not stop.wait(every):
            try:
                if not self._renew():
                    log.warning("The lease on %s was lost.", self.name)
                    return
            except DatabaseError as error:
                # The next beat comes before the lease expires; if it does not, the fence holds.
                log.warning("The lease on %s could not be renewed: %s", self.name, error)
            finally:
                connection.close()


@contextmanager
def hold(
    name: str, *, heartbeat_seconds: float = HEARTBEAT_SECONDS, expiry_seconds: float = EXPIRY_SECONDS
) -> Iterator[Held]:
    """Holds the lease while the block runs. Raises Busy where another live holder has it. Not inside a transaction."""
    held = _take(name, expiry_seconds)
    stop = threading.Event()
    thread = threading.Thread(target=held._beat, args=(stop, heartbeat_seconds), name=f"lease {name}", daemon=True)
    thread.start()
    try:
        yield held
    finally:
        stop.set()
        thread.join(timeout=5)
        try:
            held._release()
        except DatabaseError as error:
            log.warning("The lease on %s could not be given back; it expires by itself: %s", name, error)


def free(names: list[str]) -> set[str]:
    """Those of the names that nobody alive holds."""
    taken = Lease.objects.filter(name__in=names).exclude(owner="").filter(expires_at__gte=Now())
    return set(names) - {name for name, owner in taken.values_list("name", "owner") if not _is_gone(owner)}


def _in(seconds: float) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(Now() + Value(dt.timedelta(seconds=seconds)), output_field=DateTimeField())


def _take(name: str, expiry_seconds: float) -> Held:
    owner = f"{_machine()}/{os.getpid()}:{secrets.token_hex(6)}"
    Lease.objects.bulk_create([Lease(name=name)], ignore_conflicts=True)
    with transaction.atomic():
        row = _locked(name)
        may = Q(owner="") | Q(expires_at__lt=Now())
        if _is_gone(row.owner):
            may |= Q(owner=row.owner, token=row.token)
        taken = Lease.objects.filter(may, name=name).update(
            owner=owner, token=F("token") + 1, expires_at=_in(expiry_seconds)
        )
        if not taken:
            raise Busy(name, row.owner)
        token = Lease.objects.values_list("token", flat=True).get(name=name)
    return Held(name, owner, token, expiry_seconds)


def _locked(name: str) -> Lease:
    """The row, ours until the transaction ends. A holder in the middle of a fenced transaction has it for some seconds;
    one that was stopped there is as good as alive until the database ends its session. Raises Busy."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
    try:
        return Lease.objects.select_for_update().get(name=name)
    except OperationalError as error:
        raise Busy(name, "") from error


@cache
def _machine() -> str:
    """This host and, where processes are numbered apart (containers), this numbering of them."""
    marks = [socket.gethostname()]
    with contextlib.suppress(OSError):  # Linux has both
        marks.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        marks.append(str(Path("/proc/self/ns/pid").readlink()))
    return f"{marks[0][:60]}:{hashlib.sha256(' '.join(marks).encode()).hexdigest()[:12]}"


def _is_gone(owner: str) -> bool:
    """Whether the owner was a process of this machine that has ended. Of other machines only the expiry tells."""
    machine, _, rest = owner.partition("/")
    pid = rest.partition(":")[0]
    if machine != _machine() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:  # somebody else's process
        return False
    with contextlib.suppress(OSError):  # Linux: one that ended and that nobody has fetched yet is there, and gone
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return False

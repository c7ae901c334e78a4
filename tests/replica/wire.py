"""Answers sent as they should be, or as a fault wants them (hang, drip, reset, cut …). Comes in: HTTP requests.
Goes out: bytes. Called by server.
"""

from __future__ import annotations

import contextlib
import gzip
import select
import socket
import socketserver
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.replica.answers import Answer
from tests.replica.faults import WIRE_KINDS, Fault

Receive = Callable[[str, dict[str, str]], tuple[Answer, Fault | None]]
"""Path with query and headers → what to answer, and the fault to apply while sending it."""
_CHUNK = 1 << 20


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, receive: Receive) -> None:
        self.receive = receive
        self.stopping = threading.Event()
        self.abrupt: set[socket.socket] = set()
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer asks the name service for the host's name here, which can take seconds without a network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        with self._open_lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        if request in self.abrupt:
            # A polite shutdown would come before the reset, and the client would see an early end instead.
            self.abrupt.discard(request)
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def close_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().close_request(request)

    def drop_connections(self) -> None:
        """A client that kept a connection must notice that the server is gone."""
        with self._open_lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        # A client may go away at any time; that is its right and no fault of the replica.
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """The replica writes its own log."""

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer, fault = self.server.receive(self.path, headers)
        wire = fault if fault is not None and fault.kind in WIRE_KINDS else None
        if wire is not None and wire.kind == "hang":
            self._wait()
            return
        zipped = "gzip" in headers.get("accept-encoding", "") and "Content-Encoding" not in answer.headers
        if wire is not None and wire.kind == "big":
            self._send_big(answer, wire, zipped)
            return
        body = answer.body
        if wire is not None and wire.kind == "cut-exact":
            body = body[: len(body) // 2]
        if zipped and body:
            body = gzip.compress(body, 1, mtime=0)
            answer.headers["Content-Encoding"] = "gzip"
        head = self._head(answer, {"Content-Length": str(len(body))})
        if wire is None or wire.kind == "cut-exact":
            self.wfile.write(head + body)
        else:
            self._send_badly(head, body, wire)

    def _head(self, answer: Answer, more: dict[str, str]) -> bytes:
        self.close_connection = self.close_connection or self.server.stopping.is_set()
        headers = {"Content-Type": answer.kind, "Vary": "Accept-Encoding", **answer.headers, **more}
        headers |= {"Date": self.date_time_string(), "Connection": "close" if self.close_connection else "keep-alive"}
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode()

    def _send_badly(self, head: bytes, body: bytes, wire: Fault) -> None:
        self.close_connection = True
        if wire.kind == "drip":
            whole = head + body
            for start in range(0, len(whole), wire.size):
                self.wfile.write(whole[start : start + wire.size])
                if self.server.stopping.wait(wire.seconds):
                    return
            return
        self.wfile.write(head + body[: len(body) // 2])
        if wire.kind == "stall":
            self._wait()
        elif wire.kind == "reset":
            # Lingering for no time at all makes close() send a reset. The pause lets the client read what came before.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            time.sleep(0.05)
            self.server.abrupt.add(self.connection)

    def _send_big(self, answer: Answer, wire: Fault, zipped: bool) -> None:
        """Chunked, so that no Content-Length warns the client."""
        self.close_connection = True
        more = {"Transfer-Encoding": "chunked", **({"Content-Encoding": "gzip"} if zipped else {})}
        self.wfile.write(self._head(answer, more))
        squeeze = zlib.compressobj(6, zlib.DEFLATED, 31) if zipped else None
        for part in _padded(answer.body, wire.size):
            self._send_chunk(squeeze.compress(part) if squeeze else part)
        self._send_chunk(squeeze.flush() if squeeze else b"")
        self.wfile.write(b"0\r\n\r\n")

    def _send_chunk(self, part: bytes) -> None:
        if part:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))

    def _wait(self) -> None:
        """Until the client has closed the connection, or the replica stops."""
        self.close_connection = True
        while not self.server.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return
            self.server.stopping.wait(0.05)


def _padded(body: bytes, size: int) -> Iterator[bytes]:
    yield body
    missing = size - len(body)
    blanks = b" " * _CHUNK
    while missing > 0:
        yield blanks[:missing]
        missing -= _CHUNK

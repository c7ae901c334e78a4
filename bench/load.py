"""A client that keeps a web server busy. In: addresses, seconds; out: how long answers took. Run by `bench/http.py`.

`python -m bench.load PORT SECONDS CLIENTS` reads the paths from its input, one a line. A process of its own, on sockets
alone: it shares the machine with the server, and what it costs falls on all servers alike.
"""

from __future__ import annotations

import asyncio
import sys
import time

import msgspec


class Load(msgspec.Struct):
    seconds: float
    milliseconds: list[float]
    """Of each answer, from connect to the last byte."""
    failed: int
    """Answers that are no 2xx, cut off or missing."""
    bytes: int


async def _ask(port: int, path: str) -> tuple[bool, int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        while chunk := await reader.read():
            answer += chunk
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    promised = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), -1)
    return answer.startswith(b"HTTP/1.1 2") and len(body) == promised, len(body)


async def _client(load: Load, port: int, paths: list[str], start: int, until: float) -> None:
    turn = start
    while time.perf_counter() < until:
        started = time.perf_counter()
        try:
            good, size = await _ask(port, paths[turn % len(paths)])
        except OSError:
            good, size = False, 0
        load.milliseconds.append((time.perf_counter() - started) * 1000)
        load.failed += not good
        load.bytes += size
        turn += 1


async def _run(port: int, paths: list[str], length: float, clients: int) -> Load:
    load = Load(0.0, [], 0, 0)
    started = time.perf_counter()
    # Each begins elsewhere in the list, so that the questions are mixed at any moment.
    starts = [len(paths) * number // clients for number in range(clients)]
    await asyncio.gather(*(_client(load, port, paths, start, started + length) for start in starts))
    load.seconds = time.perf_counter() - started
    return load


if __name__ == "__main__":
    port, length, clients = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    paths = sys.stdin.read().split()
    print(msgspec.json.encode(asyncio.run(_run(port, paths, length, clients))).decode())

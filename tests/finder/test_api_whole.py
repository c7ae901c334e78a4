"""Whole lists as files: CSV and NDJSON by the same question, streamed, safe to open, and seen to be whole."""

from __future__ import annotations

import csv
import gzip
import http.client
import io
import json
import socket
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils import timezone

from centers.cells import unescaped
from centers.models import Center, Claim
from finder import snapshot
from finder.api.lists import Broken
from finder.index import reindex
from finder.models import Place
from finder.rows import BATCH
from tests import make
from tests.finder import held_centers
from tests.finder.held import hold
from tests.finder.reading import get
from tests.processes import Finder, wait_for
from trials import intake
from trials.models import Trial
from trials.records import Organisation, TrialRecord

pytestmark = pytest.mark.django_db

HOSTILE = [
    "=HYPERLINK(1)",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "\u00a0=1",
    'say "hello", she said',
    "one\ntwo\r\nthree",
    "Étude à l’hôpital – 50 µg ≥ 2 日本",
    "'=already",
    ";=1;",
]


@pytest.fixture
def held(client: Client) -> Client:
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)
    hold(
        *(
            make.study(number, title=title, conditions=["Breast Cancer", title], sponsor=title)
            for number, title in enumerate(HOSTILE, start=1)
        ),
        make.study(50, status="COMPLETED"),
    )
    held_centers.lakeside(held_centers.COPIED)
    held_centers.hostile("attack")
    reindex()
    snapshot.forget()
    return client


def content(client: Client, address: str, **by: Any) -> bytes:
    response = get(client, address, **by)
    assert isinstance(response, StreamingHttpResponse)
    return response.getvalue()


def table(given: bytes) -> list[dict[str, str]]:
    """As a program reads it that was told how: a BOM, commas, quotes, apostrophes before what might run."""
    read = csv.reader(io.StringIO(given.decode("utf-8-sig"), newline=""), strict=True)
    names = next(read)
    return [dict(zip(names, map(unescaped, line), strict=True)) for line in read]


def lines(given: bytes) -> list[dict[str, Any]]:
    assert not given or given.endswith(b"\n")
    return [json.loads(line) for line in given.split(b"\n")[:-1]]


def value(text: str, like: Any) -> Any:
    """A cell as what it was in JSON: a text as it is, nothing for null, all else as JSON."""
    if isinstance(like, str):
        return text
    return None if text == "" else json.loads(text)


QUERIES = ["", "status=any", "q=breast", "near=60637&within=50", "age=50&sex=female", "status=completed&phase=4"]


@pytest.mark.parametrize("query", QUERIES)
def test_a_file_holds_what_the_walk_has_in_the_same_order(held: Client, query: str) -> None:
    walked = get(held, f"/api/v1/trials/?{query}&cursor=*&limit=100").json()["results"]
    assert lines(content(held, f"/api/v1/trials/?{query}&format=ndjson")) == walked
    rows = table(content(held, f"/api/v1/trials/?{query}&format=csv"))
    assert [row["id"] for row in rows] == [row["id"] for row in walked]
    for row, one in zip(rows, walked, strict=True):
        assert {name: value(text, one[name]) for name, text in row.items()} == one


def test_centers_come_as_files_too(held: Client) -> None:
    walked = get(held, "/api/v1/centers/?cursor=*").json()["results"]
    assert {row["id"] for row in walked} == {"lakeside", "attack"}
    assert lines(content(held, "/api/v1/centers/?format=ndjson")) == walked
    rows = table(content(held, "/api/v1/centers/?format=csv&trial.age=50"))
    assert [row["id"] for row in rows] == ["lakeside"]  # the other one has no recruiting site that we know
    assert json.loads(rows[0]["trials"])["admits"] >= 0


def test_the_form_may_be_asked_for_by_accept(held: Client) -> None:
    for accept, form in (("text/csv", "csv"), ("application/x-ndjson", "ndjson")):
        response = get(held, "/api/v1/trials/", headers={"Accept": accept})
        assert response.headers["Content-Type"] == f"{accept}; charset=utf-8"
        assert "Accept" in response.headers["Vary"]
        assert response.getvalue() == content(held, f"/api/v1/trials/?format={form}")
    assert get(held, "/api/v1/trials/", headers={"Accept": "text/html,*/*;q=0.8"}).json()["count"]
    get(held, "/api/v1/trials/", 406, headers={"Accept": "application/xml"})


def test_a_file_says_how_many_rows_it_has_as_of_when_and_what_it_is_called(held: Client) -> None:
    for form in ("csv", "ndjson"):
        for kind, number in (("trials", len(HOSTILE)), ("centers", 2)):
            response = get(held, f"/api/v1/{kind}/?format={form}")
            assert response.headers["X-Total-Count"] == str(number)
            assert response.headers["Content-Disposition"] == f'attachment; filename="{kind}.{form}"'
            assert 'rel="license"' in response.headers["Link"]
            assert "Data-Timestamp" in response.headers
            assert response.headers["Cache-Control"] == "public, max-age=300"


def test_a_file_about_a_person_or_a_place_is_kept_nowhere(held: Client) -> None:
    for query in ("age=50", "near=60637"):
        assert get(held, f"/api/v1/trials/?format=csv&{query}").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("format=xml", "format", "Known: json, csv, ndjson"),
        ("format=csv&limit=5", "limit", "every row"),
        ("format=ndjson&offset=0", "offset", "every row"),
        ("format=csv&sort=newest", "sort", "every row"),
        ("format=csv&cursor=*", "cursor", "every row"),
        ("format=csv&fields=titel", "fields", "Did you mean title?"),
        ("format=csv&nera=1", "nera", "Did you mean near?"),
    ],
)
def test_a_file_that_cannot_be_made_is_refused_as_a_problem(
    held: Client, query: str, parameter: str, words: str
) -> None:
    response = get(held, f"/api/v1/trials/?{query}", 400)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert words in {one["parameter"]: one["detail"] for one in response.json()["errors"]}[parameter]


def test_no_cell_of_any_column_runs_and_every_one_comes_back(held: Client) -> None:
    for address in ("trials/?format=csv&status=any", "centers/?format=csv"):
        given = content(held, f"/api/v1/{address}")
        assert given.startswith(b"\xef\xbb\xbf")
        for line in csv.reader(io.StringIO(given.decode("utf-8-sig"), newline=""), strict=True):
            for cell in line:
                assert cell.lstrip()[:1] not in {"=", "+", "-", "@"}, cell
                assert not cell.startswith(("\t", "\r", "\n")), cell
    assert [row["title"] for row in table(content(held, "/api/v1/trials/?format=csv"))] == [
        one["title"] for one in lines(content(held, "/api/v1/trials/?format=ndjson"))
    ]


def test_a_file_has_the_fields_that_were_chosen(held: Client) -> None:
    given = content(held, "/api/v1/trials/?format=csv&fields=phases,title").decode("utf-8-sig")
    assert given.splitlines()[0] == "id,title,phases"
    assert list(lines(content(held, "/api/v1/trials/?format=ndjson&fields=status"))[0]) == ["id", "status"]


def test_where_nothing_matches_a_file_has_its_header_alone(client: Client) -> None:
    hold()
    assert content(client, "/api/v1/trials/?format=csv&fields=title") == b"\xef\xbb\xbfid,title\r\n"
    assert content(client, "/api/v1/trials/?format=ndjson") == b""


def test_examples_stand_in_no_file(client: Client) -> None:
    record = TrialRecord("example", "EXAMPLE-01", "Example", status="recruiting", sponsor=Organisation("Nobody"))
    intake.load_example(record, now=timezone.now())
    reindex()
    snapshot.forget()
    assert content(client, "/api/v1/trials/?format=ndjson") == b""


def test_a_center_taken_off_since_the_index_was_built_is_not_counted(held: Client) -> None:
    Center.objects.filter(slug="attack").update(listed=False)
    response = get(held, "/api/v1/centers/?format=ndjson")
    assert response.headers["X-Total-Count"] == "1"
    assert [row["id"] for row in lines(response.getvalue())] == ["lakeside"]
    Claim.objects.all().delete()
    assert content(held, "/api/v1/centers/?format=ndjson") == b""


def test_a_file_that_loses_a_row_on_the_way_breaks_off(client: Client) -> None:
    hold(*(make.study(number) for number in range(1, BATCH + 3)))
    response = get(client, "/api/v1/trials/?format=ndjson&fields=id")
    stream: Iterator[bytes] = iter(response.streaming_content)
    assert len(lines(next(stream))) == BATCH
    Trial.objects.filter(public_id=make.nct(BATCH + 2)).delete()
    with pytest.raises(Broken):
        list(stream)


@pytest.mark.parametrize("address", ["trials/", "trials/?format=csv", "trials/?format=ndjson", "centers/?format=csv"])
def test_an_answer_comes_compressed_to_who_can_unpack_it(held: Client, address: str) -> None:
    plain = get(held, f"/api/v1/{address}")
    packed = get(held, f"/api/v1/{address}", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert {"Accept", "Accept-Encoding"} <= {one.strip() for one in packed.headers["Vary"].split(",")}
    assert gzip.decompress(packed.getvalue()) == plain.getvalue()


def test_a_compressed_file_that_broke_off_does_not_unpack(client: Client) -> None:
    hold(*(make.study(number) for number in range(1, BATCH + 3)))
    response = get(client, "/api/v1/trials/?format=csv", headers={"Accept-Encoding": "gzip"})
    stream, sent = iter(response.streaming_content), b""
    sent += next(stream)
    Trial.objects.filter(public_id=make.nct(BATCH + 2)).delete()
    with pytest.raises(Broken):
        for chunk in stream:
            sent += chunk
    with pytest.raises(EOFError):
        gzip.decompress(sent)


def test_a_file_is_sent_batch_by_batch_and_not_held(client: Client) -> None:
    text = "x" * 3_000
    hold(*(make.study(number, title=f"{number} {text}") for number in range(1, 3 * BATCH + 1)))
    list(get(client, "/api/v1/trials/?format=ndjson").streaming_content)  # what stays in mind is there
    tracemalloc.start()
    response = get(client, "/api/v1/trials/?format=ndjson")
    largest = sent = 0
    for chunk in response.streaming_content:
        largest, sent = max(largest, len(chunk)), sent + len(chunk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent > 3 * BATCH * len(text)
    assert largest < sent / 2
    assert peak < sent * 2


ROWS = 3_000


@pytest.mark.once
def test_a_client_sees_that_a_file_broke_off(tmp_path: Path) -> None:
    """Through a real server, to a client that reads slowly, while a row that was counted goes."""
    records = tmp_path / "records.jsonl"
    studies = (make.study(number, title=f"{number} " + "x" * 4_000) for number in range(1, ROWS + 1))
    records.write_bytes(b"".join(json.dumps(one).encode() + b"\n" for one in studies))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Finder(tmp_path) as finder:
        finder.env["SYNC_SCOPE"] = "everything"
        finder.manage("migrate", "-v0")
        finder.manage("sync_trials", "--from", str(records), "--full")
        finder.manage("reindex")
        finder.start("-m", "gunicorn", "finder.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket")

        def open_file() -> http.client.HTTPResponse | None:
            server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                server.request("GET", "/api/v1/trials/?format=ndjson", headers={"Host": "localhost"})
            except ConnectionRefusedError:
                return None
            return server.getresponse()

        whole = wait_for(open_file, finder=finder)
        assert whole.headers["X-Total-Count"] == str(ROWS)
        assert len(whole.read().splitlines()) == ROWS
        broken = wait_for(open_file, finder=finder)
        assert broken.read(1_000)
        finder.manage("shell", "--no-imports", "-c", f"{GONE}.filter(public_id='{make.nct(ROWS)}').delete()")
        with pytest.raises(http.client.IncompleteRead) as ended:
            broken.read()
        assert len(ended.value.partial.splitlines()) < ROWS


GONE = "from trials.models import Trial; Trial.objects"

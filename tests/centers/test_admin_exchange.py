"""Import and export of curated tables: a round trip changes nothing, a preview shows each change, all or none is
written, and no cell runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from centers import channels
from centers.admin.exchange import LARGEST, SafeCSV
from centers.admin.resources import MOST_ROWS, RESOURCES, ClaimResource
from centers.models import FACTS, Accreditation, Center, Claim, ContactChannel, Location, Offering
from tests.centers.filling import address, log_in
from tests.finder import held_centers
from tests.finder.reading import words

pytestmark = pytest.mark.django_db

TABLES: dict[str, type[Any]] = {**FACTS, "claim": Claim}
CSV, JSON = "0", "1"
RUNS = ("=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\rx", "'=x", "''+x")


@pytest.fixture
def mary(client: Client) -> User:
    return log_in(client, "mary")


@pytest.fixture
def lakeside() -> Center:
    return held_centers.lakeside(timezone.localdate())


def export(client: Client, model: type[Any], form: str = CSV) -> bytes:
    response = client.post(address(model, "export"), {"format": form, "resource": "0"})
    assert response.status_code == 200, response.content[:300]
    found: bytes = response.content
    return found


def preview(client: Client, model: type[Any], data: bytes, form: str = CSV) -> Any:
    file = SimpleUploadedFile("rows", data)
    response = client.post(address(model, "import"), {"import_file": file, "format": form, "resource": "0"})
    assert response.status_code == 200
    return response


def confirm(client: Client, model: type[Any], shown: Any) -> Any:
    return client.post(address(model, "process_import"), shown.context["confirm_form"].initial, follow=True)


def take(client: Client, model: type[Any], data: bytes, form: str = CSV) -> str:
    shown = preview(client, model, data, form)
    assert "confirm_form" in shown.context, words(shown.content.decode().partition("<h2>")[2])
    return words(confirm(client, model, shown).content.decode())


def sheet(rows: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def cells(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def everything() -> dict[str, list[dict[str, Any]]]:
    return {name: list(model._default_manager.order_by("pk").values()) for name, model in TABLES.items()}


def history() -> int:
    return sum(model.history.count() for model in TABLES.values())


@pytest.mark.parametrize("form", [CSV, JSON])
def test_what_is_exported_and_imported_again_changes_nothing(
    client: Client, mary: User, lakeside: Center, form: str
) -> None:
    # Rows that answer to the same keys, and texts that a spreadsheet would run or a file could break.
    held_centers.channel(lakeside, "urgent", "urgent", urgent="Another number of the same kind.")
    held_centers.location(lakeside, city="Orland Park", name="Lakeside South", zip="60467")
    for number, text in enumerate((*RUNS, 'a "quote", a comma', "two\nlines", "é|ü; 日本")):
        held_centers.offering(lakeside, "nutrition", conditions=text, cost=f"{number}{text}")
    before, count = everything(), history()
    for model in TABLES.values():
        shown = preview(client, model, export(client, model, form), form)
        totals = shown.context["result"].totals
        assert totals["skip"] == model._default_manager.count(), words(shown.content.decode())
        assert sum(totals.values()) == totals["skip"]
        confirm(client, model, shown)
    assert everything() == before
    assert history() == count


@pytest.mark.parametrize("form", [CSV, JSON])
def test_a_finder_without_centers_is_filled_from_an_export(
    client: Client, mary: User, lakeside: Center, form: str
) -> None:
    held_centers.offering(lakeside, "nutrition", conditions="=1+1", cost="@x")
    files = {name: export(client, model, form) for name, model in TABLES.items()}
    before = {name: model._default_manager.count() for name, model in TABLES.items()}
    Center.objects.all().delete()
    assert not Claim.objects.exists()
    for name, model in TABLES.items():
        assert f"{before[name]} new" in take(client, model, files[name], form)
    assert {name: model._default_manager.count() for name, model in TABLES.items()} == before
    assert {name: export(client, model, form) for name, model in TABLES.items()} == files
    assert set(Offering.history.filter(history_type="+", history_user=mary).values_list("conditions", flat=True)) >= {
        "=1+1"
    }


def test_the_preview_shows_each_change_and_writes_nothing(client: Client, mary: User, lakeside: Center) -> None:
    rows = cells(export(client, Center))
    rows[0]["name"] = "Lakeside <b>Breast</b> Center"
    rows.append({**rows[0], "slug": "harbour", "name": "Harbour"})
    before, count = everything(), history()
    shown = preview(client, Center, sheet(rows)).content.decode()
    assert "1 new, 1 changed, 0 as they are" in words(shown)
    assert "<del>Lakeside Cancer Center</del>" in shown
    assert "<ins>Lakeside &lt;b&gt;Breast&lt;/b&gt; Center</ins>" in shown
    assert "<ins>harbour</ins>" in shown
    assert "style=" not in shown.partition('id="content"')[2]
    assert everything() == before
    assert history() == count


def test_a_confirmed_import_is_in_the_history_with_who(client: Client, mary: User, lakeside: Center) -> None:
    rows = [row for row in cells(export(client, ContactChannel)) if row["kind"] == "email"]
    rows[0]["reply"] = "within 3 days"
    assert "1 updated" in take(client, ContactChannel, sheet(rows))
    channel = ContactChannel.objects.get(kind="email")
    assert channel.reply == "within 3 days"
    assert channel.history.latest().history_user == mary


def test_a_number_is_found_however_the_file_writes_it(client: Client, mary: User, lakeside: Center) -> None:
    rows = [row for row in cells(export(client, ContactChannel)) if row["kind"] == "patient-phone"]
    assert rows[0]["value"] == "'+13125550101"  # for a spreadsheet it is a text
    rows[0] |= {"value": "+13125550101", "cost": "none"}
    assert "1 updated" in take(client, ContactChannel, sheet(rows))


def test_a_phone_of_a_file_that_is_none_is_refused_with_what_to_do(
    client: Client, mary: User, lakeside: Center
) -> None:
    row = {"center": "lakeside", "location": "", "kind": "fax", "purpose": "records", "audience": "patients"}
    shown = preview(client, ContactChannel, sheet([row | {"value": "0123"}]))
    with pytest.raises(ValueError) as reason:
        channels.clean("fax", "0123")
    assert str(reason.value) in words(shown.content.decode())
    assert "1 new" in take(client, ContactChannel, sheet([row | {"value": "(855) 702-8222"}]))
    assert ContactChannel.objects.get(kind="fax").value == "+18557028222"


BAD: dict[str, tuple[dict[str, str], str]] = {
    "a service": ({"service": "magic"}, "There is no service"),
    "an availability": ({"availability": "always"}, "is not a valid choice"),
    "a center": ({"center": "nowhere"}, "There is no center “nowhere”"),
    "a location": ({"location": "Springfield"}, "There is no “Springfield” at this center"),
}


@pytest.mark.parametrize("what", BAD)
def test_one_bad_row_is_named_and_nothing_is_written(client: Client, mary: User, lakeside: Center, what: str) -> None:
    change, reason = BAD[what]
    good = {
        "center": "lakeside",
        "location": "",
        "service": "nutrition",
        "availability": "standard",
        "delivery": "",
        "conditions": "",
        "cost": "",
    }
    before = everything()
    shown = preview(client, Offering, sheet([good, good | {"service": "navigation"} | change]))
    assert "confirm_form" not in shown.context
    page = words(shown.content.decode())
    assert reason in page
    assert [row.number for row in shown.context["result"].invalid_rows] == [2]
    assert everything() == before


def test_a_quote_of_a_file_has_at_most_25_words(client: Client, mary: User, lakeside: Center) -> None:
    rows = cells(export(client, Claim))[:1]
    shown = preview(client, Claim, sheet([rows[0] | {"quote": "word " * 26}]))
    assert "A quote has at most 25 words" in words(shown.content.decode())
    assert "confirm_form" not in shown.context


@pytest.mark.parametrize(
    ("table", "column", "cell", "reason"),
    [
        ("center", "listed", "maybe", "Write 1 for yes, 0 for no"),
        ("center", "other_names", "Lakeside", "Give a list in JSON"),
        ("center", "slug", "Not A Slug", "valid “slug”"),
        ("location", "country", "", "cannot be blank"),
        ("location", "lat", "north", "Write degrees as 41.79"),
        ("location", "lat", "900", "coordinates_on_earth"),
        ("location", "languages", '["English"]', "two-letter codes"),
        ("accreditation", "valid_through", "03/04/2026", "Write the date as 2026-03-31"),
        ("claim", "captured_on", "yesterday", "Write the date as 2026-03-31"),
        ("claim", "about", "hospital", "is no kind of fact"),
        ("claim", "fact", "nothing like it", "There is no “nothing like it” at this center"),
        ("claim", "field", "colour", "is one of"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_reason(
    client: Client, mary: User, lakeside: Center, table: str, column: str, cell: str, reason: str
) -> None:
    model = TABLES[table]
    rows = cells(export(client, model))
    before = everything()
    shown = preview(client, model, sheet([*rows[1:2], rows[0] | {column: cell}]))
    assert reason in words(shown.content.decode())
    assert "confirm_form" not in shown.context
    assert everything() == before


def test_a_column_that_is_not_known_or_missing_is_said(client: Client, mary: User, lakeside: Center) -> None:
    assert "There is no column “nmae”" in words(preview(client, Center, b"slug,nmae\nx,y\n").content.decode())
    assert "The file lacks city" in words(
        preview(client, Location, b"center,name,state,country\nlakeside,x,IL,US\n").content.decode()
    )


def test_columns_that_a_file_leaves_out_stay_as_they_are(client: Client, mary: User, lakeside: Center) -> None:
    assert "1 updated" in take(client, Center, b"slug,network\nlakeside,Harbour Health\n")
    lakeside.refresh_from_db()
    assert (lakeside.network, lakeside.website) == ("Harbour Health", "https://lakeside.example.org/")


def test_rows_that_answer_to_the_same_keys_are_not_guessed_at(client: Client, mary: User, lakeside: Center) -> None:
    held_centers.channel(lakeside, "urgent", "urgent", urgent="Another number of the same kind.")
    rows = [row for row in cells(export(client, ContactChannel)) if row["kind"] == "urgent"]
    assert len(rows) == 2
    shown = preview(client, ContactChannel, sheet([rows[0] | {"urgent": "Changed."}]))
    assert "2 rows answer to" in words(shown.content.decode())


def test_the_same_row_twice_in_a_file_is_one_row(client: Client, mary: User, lakeside: Center) -> None:
    row = {"center": "lakeside", "location": "", "body": "ACR", "level": "", "valid_through": "2027-01-01"}
    assert "1 new, 0 updated, 0 deleted and 1 skipped" in take(client, Accreditation, sheet([row, row]))


def test_what_changed_since_the_preview_stops_the_import(client: Client, mary: User, lakeside: Center) -> None:
    shown = preview(client, Center, b"slug,name,network\nlakeside,Lakeside,Harbour Health\n")
    Center.objects.update(name="Lakeside Institute")
    page = words(confirm(client, Center, shown).content.decode())
    assert "Nothing was written: the rows have changed since they were shown" in page
    lakeside.refresh_from_db()
    assert (lakeside.name, lakeside.network) == ("Lakeside Institute", "Lakeside Health")


def test_what_became_impossible_since_the_preview_is_not_half_written(
    client: Client, mary: User, lakeside: Center
) -> None:
    row = {"location": "", "body": "ACR", "level": "", "valid_through": ""}
    harbour = held_centers.center("harbour", name="Harbour")
    shown = preview(client, Accreditation, sheet([row | {"center": "lakeside"}, row | {"center": "harbour"}]))
    harbour.delete()
    assert "Nothing was written" in words(confirm(client, Accreditation, shown).content.decode())
    assert not Accreditation.objects.filter(body="ACR").exists()


@pytest.mark.parametrize("field", ["import_file_name", "format"])
def test_a_preview_of_somebody_else_or_altered_is_refused(
    client: Client, mary: User, lakeside: Center, field: str
) -> None:
    shown = preview(client, Center, b"slug,network\nlakeside,Harbour Health\n")
    sent = dict(shown.context["confirm_form"].initial)
    altered = sent | {field: "/etc/passwd" if field == "import_file_name" else "7"}
    assert client.post(address(Center, "process_import"), altered).status_code == 200
    assert client.post(address(Location, "process_import"), sent).status_code == 200
    log_in(client, "anna")
    page = client.post(address(Center, "process_import"), sent)
    assert "not yours" in page.content.decode()
    lakeside.refresh_from_db()
    assert lakeside.network == "Lakeside Health"


def test_a_large_file_and_one_that_is_no_text_are_refused(client: Client, mary: User, lakeside: Center) -> None:
    assert "larger than 1.5 MB" in words(preview(client, Center, b"x" * (LARGEST + 1)).content.decode())
    assert "encountered while trying to read file" in words(preview(client, Center, b"\xff\xfe\x00").content.decode())
    assert "encountered while trying to read file" in words(preview(client, Center, b"{", JSON).content.decode())


def test_a_file_of_too_many_rows_is_refused_before_any_is_looked_at(client: Client, mary: User) -> None:
    rows = b"slug,name\n" + b"".join(b"center-%d,Center\n" % n for n in range(MOST_ROWS + 1))
    shown = preview(client, Center, rows)
    assert "more than 5000 rows" in words(shown.content.decode())
    assert not shown.context["result"].rows


def test_a_file_of_some_thousand_rows_is_carried_whole(client: Client, mary: User) -> None:
    rows = [
        {"slug": f"center-{n}", "name": f"Center {n}", "kind": "hospital", "treats_patients": "1"} for n in range(2000)
    ]
    shown = preview(client, Center, sheet(rows))
    assert shown.context["result"].totals["new"] == 2000


def texts(model: type[Any]) -> list[str]:
    """Its columns that hold words of people's."""
    kinds = (models.CharField, models.TextField)
    return [field.name for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]


@pytest.mark.parametrize("table", TABLES)
def test_no_cell_of_a_text_column_runs_in_a_spreadsheet(lakeside: Center, table: str) -> None:
    model = TABLES[table]
    resource = {**RESOURCES, "claim": ClaimResource}[table]()
    pk = model._default_manager.order_by("pk")[0].pk
    for column in texts(model):
        longest = model._meta.get_field(column).max_length
        for cell in (one for one in RUNS if len(one) <= longest):
            row = model._default_manager.filter(pk=pk)
            row.update(**{column: cell})
            assert cells(SafeCSV().export_data(resource.export(row)).encode())[0][column] == f"'{cell}"


def test_json_is_written_as_it_is(client: Client, mary: User, lakeside: Center) -> None:
    held_centers.offering(lakeside, "nutrition", conditions="=1+1")
    rows = json.loads(export(client, Offering, JSON))
    assert "=1+1" in {row["conditions"] for row in rows}


def test_an_export_of_a_filtered_list_holds_what_the_list_shows(client: Client, mary: User, lakeside: Center) -> None:
    url = address(Offering, "export") + "?availability__exact=in-trials-only"
    rows = cells(client.post(url, {"format": CSV, "resource": "0"}).content)
    assert [row["service"] for row in rows] == ["car-t"]


def test_the_centers_that_ship_go_out_and_come_in_unchanged(client: Client, mary: User) -> None:
    call_command("load_centers", verbosity=0)
    count = history()
    for model in TABLES.values():
        held = model._default_manager.count()
        shown = preview(client, model, export(client, model))
        assert shown.context["result"].totals["skip"] == held > 0, words(shown.content.decode())[-2000:]
    assert history() == count

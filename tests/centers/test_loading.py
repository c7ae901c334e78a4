"""What ships is written once; what people made of it is theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centers import loading
from centers.loading import DELETED, EDITED, HELD, TAKEN, Left, load
from centers.models import (
    Accreditation,
    Center,
    Claim,
    ContactChannel,
    FacilityAlias,
    Location,
    Offering,
    Shipped,
    Task,
)
from tests.centers.files import Files

pytestmark = pytest.mark.django_db
TABLES: list[Any] = [Center, Location, Offering, ContactChannel, Accreditation, Claim]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def held() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, but for the time of the last change."""
    return {
        table.__name__: [
            {name: value for name, value in row.items() if name != "changed_at"}
            for row in table.objects.order_by("pk").values()
        ]
        for table in TABLES
    }


def reasons(row: Model) -> list[str]:
    """What the history says of each change, the last first."""
    return [entry.history_change_reason for entry in row.history.all()]  # type: ignore[attr-defined]


def srs() -> Offering:
    return Offering.objects.get(service="srs")


def test_rows_come_with_their_claims_and_a_history_that_says_whence(files: Files) -> None:
    done = load(files.folder)
    assert done.new == sum(table.objects.count() for table in TABLES) == Shipped.objects.count()
    assert (done.changed, done.unchanged, done.removed, done.left, done.refused) == (0, 0, 0, [], [])
    offering = srs()
    assert offering.center.slug == "harbour"
    assert str(offering.location) == "Bangor, ME"
    claim = offering.claims.get()
    assert claim.quote == "We offer radiosurgery on the hill."
    assert (claim.verified_on, claim.expires_on, claim.verified_by) == (None, None, "")
    for table in TABLES:
        for row in table.objects.all():
            assert reasons(row) == ["shipped data"]


def test_a_claim_with_a_day_expires_twelve_months_later(files: Files) -> None:
    load(files.folder)
    claim = Offering.objects.get(service="nutrition").claims.get()
    assert (str(claim.verified_on), str(claim.expires_on)) == ("2026-02-01", "2027-02-01")


def test_loading_again_reads_a_little_and_writes_nothing(files: Files) -> None:
    first = load(files.folder)
    before = held()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = load(files.folder)
    assert again.unchanged == first.new
    assert (again.new, again.changed, again.removed, again.left) == (0, 0, 0, [])
    assert held() == before
    assert len(queries) == 1 + len(TABLES)
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_what_a_person_changed_is_left_alone_and_listed_each_time(files: Files) -> None:
    load(files.folder)
    offering = srs()
    offering.availability = Offering.REFERRAL
    offering.save()
    files.change('service = "srs"', 'service = "srs"\nconditions = "In the brain"')
    for _ in range(2):
        done = load(files.folder)
        assert done.left == [Left("harbour/offering/srs", EDITED)]
        assert done.changed == 0
    assert (srs().availability, srs().conditions) == (Offering.REFERRAL, "")


def test_a_row_of_a_person_gets_no_new_claim_from_the_files(files: Files) -> None:
    load(files.folder)
    Offering.objects.filter(service="srs").update(availability=Offering.REFERRAL)
    files.change(
        'claims = [{ source = "page", quote = "We offer radiosurgery on the hill." }]',
        'claims = [{ source = "page", quote = "Changed." }, { source = "review", quote = "A second one." }]',
    )
    load(files.folder)
    assert [claim.quote for claim in srs().claims.all()] == ["We offer radiosurgery on the hill."]


def test_a_person_who_verified_a_claim_keeps_it(files: Files) -> None:
    load(files.folder)
    claim = srs().claims.get()
    claim.verified_on, claim.verified_by = timezone.now().date(), "mary"
    claim.save()
    files.change("We offer radiosurgery on the hill.", "We no longer say so.")
    assert load(files.folder).left == [Left("harbour/offering/srs/claim/row.page", EDITED)]
    assert srs().claims.get().verified_by == "mary"


def test_what_a_person_deleted_stays_deleted_and_is_listed(files: Files) -> None:
    load(files.folder)
    srs().delete()
    Claim.objects.get(center__slug="harbour", field="other_names").delete()
    files.change('service = "srs"', 'service = "srs"\nconditions = "In the brain"')
    done = load(files.folder)
    assert done.left == [
        Left("harbour/claim/other_names.page", DELETED),
        Left("harbour/offering/srs", DELETED),  # and not its claim, which went with it
    ]
    assert not Offering.objects.filter(service="srs").exists()


def test_a_deleted_center_is_listed_once_and_comes_back_in_no_part(files: Files) -> None:
    load(files.folder)
    Center.objects.get(slug="harbour").delete()
    done = load(files.folder)
    assert done.left == [Left("harbour", DELETED)]
    assert (done.new, list(Center.objects.values_list("slug", flat=True))) == (0, ["meadow"])


def test_a_change_of_the_files_arrives_where_nobody_touched_the_row(files: Files) -> None:
    load(files.folder)
    files.change('service = "srs"', 'service = "srs"\nconditions = "In the brain"')
    files.change("Our dietitians help you to eat well.", "Our dietitians help.")
    key = srs().pk
    done = load(files.folder)
    assert (done.new, done.changed, done.removed, done.left) == (0, 2, 0, [])
    assert (srs().pk, srs().conditions, reasons(srs())) == (key, "In the brain", ["shipped data"] * 2)
    assert Offering.objects.get(service="nutrition").claims.get().quote == "Our dietitians help."
    assert load(files.folder).changed == 0


def test_a_row_that_is_new_in_the_files_arrives(files: Files) -> None:
    load(files.folder)
    with (files.folder / "harbour.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[center.location]]\nkey = "isle"\ncity = "Isle"\nclaims = [{ source = "page" }]\n')
    files.change('location = "hill"', 'location = "isle"')
    done = load(files.folder)
    assert (done.new, done.changed) == (2, 1)
    assert str(srs().location) == "Isle"


def test_the_same_change_made_by_a_person_before_counts_as_shipped(files: Files) -> None:
    load(files.folder)
    Offering.objects.filter(service="srs").update(conditions="In the brain")
    files.change('service = "srs"', 'service = "srs"\nconditions = "In the brain"')
    assert load(files.folder).left == []
    files.change('conditions = "In the brain"', 'conditions = "In the head"')
    assert load(files.folder).changed == 1
    assert srs().conditions == "In the head"


def test_the_main_location_can_move(files: Files) -> None:
    load(files.folder)
    files.change("main = true\n", "")
    files.change('city = "Bangor"', 'main = true\ncity = "Bangor"')
    assert load(files.folder).left == []
    assert Location.objects.get(center__slug="harbour", main=True).city == "Bangor"


def test_what_is_shipped_no_longer_goes_with_its_claims(files: Files) -> None:
    load(files.folder)
    key = srs().pk
    files.without("[[center.offering]]", "srs")
    done = load(files.folder)
    assert (done.removed, done.left) == (2, [])
    assert not Offering.objects.filter(service="srs").exists()
    last = Offering.history.filter(id=key).latest()
    assert (last.history_type, last.history_change_reason) == ("-", "shipped data")
    assert not Shipped.objects.filter(key__startswith="harbour/offering/srs").exists()


def test_what_is_shipped_no_longer_and_was_changed_by_a_person_stays(files: Files) -> None:
    load(files.folder)
    Offering.objects.filter(service="srs").update(cost="Ask")
    files.without("[[center.offering]]", "srs")
    done = load(files.folder)
    assert Left("harbour/offering/srs", EDITED) in done.left
    assert srs().cost == "Ask"


def test_nothing_goes_from_under_a_row_of_a_person(files: Files) -> None:
    load(files.folder)
    srs().claims.create(document="Letter to mary", captured_on=timezone.now().date())
    files.without("[[center.offering]]", "srs")
    done = load(files.folder)
    assert (done.removed, done.left) == (0, [Left("harbour/offering/srs", HELD)])
    assert srs().claims.count() == 2


def test_a_task_of_a_machine_holds_nothing(files: Files) -> None:
    load(files.folder)
    Task.objects.create(kind=Task.NO_TRIAL, key="1", center=srs().center, offering=srs(), found_at=timezone.now())
    files.without("[[center.offering]]", "srs")
    assert load(files.folder).removed == 2
    assert not Task.objects.exists()


def test_a_center_that_is_shipped_no_longer_goes(files: Files) -> None:
    load(files.folder)
    (files.folder / "harbour.toml").unlink()
    load(files.folder)
    assert {name: len(rows) for name, rows in held().items()} == {
        "Center": 1,
        "Location": 1,
        "Offering": 0,
        "ContactChannel": 0,
        "Accreditation": 0,
        "Claim": 2,
    }


def test_a_center_of_which_a_person_decided_something_stays_whole(files: Files) -> None:
    load(files.folder)
    before = held()
    FacilityAlias.objects.create(
        key="harbour", decision="same", center=Center.objects.get(slug="harbour"), made_at=timezone.now()
    )
    (files.folder / "harbour.toml").unlink()
    done = load(files.folder)
    assert (done.removed, done.left) == (0, [Left("harbour", HELD)])
    assert held() == before


def test_a_center_of_a_person_with_the_same_slug_is_left_alone(files: Files) -> None:
    Center.objects.create(slug="harbour", name="Mary's own")
    done = load(files.folder)
    assert done.left == [Left("harbour", TAKEN)]
    assert Center.objects.get(slug="harbour").name == "Mary's own"
    assert not Location.objects.filter(center__slug="harbour").exists()
    assert not Shipped.objects.filter(key__startswith="harbour").exists()


def test_an_offering_of_a_person_that_says_the_same_is_left_alone(files: Files) -> None:
    load(files.folder)
    center = Center.objects.get(slug="harbour")
    Offering.objects.create(center=center, service="imrt")
    with (files.folder / "harbour.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[center.offering]]\nkey = "imrt"\nservice = "imrt"\nclaims = [{ source = "page" }]\n')
    done = load(files.folder)
    assert (done.new, done.left) == (0, [Left("harbour/offering/imrt", TAKEN)])


def test_what_a_person_added_is_no_concern_of_the_loader(files: Files) -> None:
    load(files.folder)
    center = Center.objects.get(slug="harbour")
    User.objects.create(username="mary")
    own = Offering.objects.create(center=center, service="imrt")
    assert load(files.folder).left == []
    assert Offering.objects.filter(pk=own.pk).exists()


def test_a_center_that_no_table_takes_stays_out_whole_and_the_others_come(files: Files) -> None:
    files.change('service = "nutrition"', 'service = "levitation"')
    done = loading.load(files.folder)
    assert len(done.refused) == 1
    assert done.refused[0].startswith("harbour.toml: harbour/offering/nutrition: service: ")
    assert list(Center.objects.values_list("slug", flat=True)) == ["meadow"]
    assert not Shipped.objects.filter(key__startswith="harbour").exists()


def test_a_center_that_no_table_takes_any_more_stays_as_it_was(files: Files) -> None:
    load(files.folder)
    before = held()
    files.change('service = "srs"', 'service = "imrt"')
    files.change('service = "nutrition"', 'service = "levitation"')
    assert load(files.folder).refused
    assert held() == before

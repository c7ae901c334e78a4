"""Every change of a curated row is kept with who and when, of deleted rows too; an old version can be restored."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from centers.models import FACTS, Center, Claim, ContactChannel, FacilityAlias, Offering, Task
from tests.centers.filling import address, filled, log_in, page_of, send
from tests.finder import held_centers
from tests.finder.reading import get, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel() -> ContactChannel:
    return held_centers.channel(held_centers.center(), "patient-phone", "appointment", value="+13125550101")


def test_a_change_is_kept_with_who_made_it_and_what_stood_before(client: Client, channel: ContactChannel) -> None:
    mary = log_in(client, "mary")
    assert send(client, page_of(channel), filled(client, page_of(channel)) | {"value": "+13125550199"}) == []
    latest = channel.history.latest()
    assert (latest.history_user, latest.value) == (mary, "+13125550199")
    page = read(client, page_of(channel, "history"))
    assert "mary" in page and "+13125550101 → +13125550199" in page
    assert "a command" in page  # the version before: nobody was logged in


def test_rows_changed_within_their_center_are_kept_too(client: Client, channel: ContactChannel) -> None:
    mary = log_in(client, "mary")
    sent = filled(client, page_of(channel.center)) | {"channels-0-value": "+13125550199"}
    assert send(client, page_of(channel.center), sent) == []
    assert channel.history.latest().history_user == mary


def test_an_old_version_is_restored_and_that_is_a_version_too(client: Client, channel: ContactChannel) -> None:
    anna = log_in(client, "anna")
    first = channel.history.latest()
    channel.value = "+13125550199"
    channel.save()
    url = address(ContactChannel, "simple_history", channel.pk, first.pk)
    assert "Revert" in get(client, url).content.decode()
    assert send(client, url, filled(client, url)) == []
    channel.refresh_from_db()
    assert channel.value == "+13125550101"
    assert channel.history.count() == 3
    assert channel.history.latest().history_user == anna


def test_who_may_only_look_sees_an_old_version_and_cannot_restore_it(client: Client, channel: ContactChannel) -> None:
    log_in(client, "vera", "viewer")
    first = channel.history.latest()
    channel.value = "+13125550199"
    channel.save()
    url = address(ContactChannel, "simple_history", channel.pk, first.pk)
    assert 'value="Revert"' not in get(client, url).content.decode()
    assert client.post(url, filled(client, url)).status_code == 403
    channel.refresh_from_db()
    assert channel.value == "+13125550199"


def test_a_deleted_row_stays_within_reach_and_can_be_restored(client: Client, channel: ContactChannel) -> None:
    mary = log_in(client, "mary")
    pk = channel.pk
    assert client.post(page_of(channel, "delete"), {"post": "yes"}).status_code == 302
    assert not ContactChannel.objects.filter(pk=pk).exists()
    assert "mary" in read(client, address(ContactChannel, "deleted"))
    page = get(client, address(ContactChannel, "history", pk))
    assert "Deleted" in page.content.decode()
    gone = ContactChannel.history.filter(id=pk).latest()
    assert (gone.history_type, gone.history_user) == ("-", mary)
    url = address(ContactChannel, "simple_history", pk, gone.pk)
    assert send(client, url, filled(client, url)) == []
    assert ContactChannel.objects.get(pk=pk).value == "+13125550101"
    assert "Nothing was deleted" in read(client, address(ContactChannel, "deleted"))


def test_the_claims_of_a_deleted_row_are_kept_in_their_history(client: Client, channel: ContactChannel) -> None:
    mary = log_in(client, "mary")
    claim = channel.claims.get()
    assert client.post(page_of(channel, "delete"), {"post": "yes"}).status_code == 302
    assert Claim.history.filter(id=claim.pk).latest().history_user == mary
    assert "row:" in read(client, address(Claim, "deleted"))


def test_only_superusers_delete_a_center_and_with_it_everything(client: Client, channel: ContactChannel) -> None:
    center = channel.center
    log_in(client, "mary")
    assert client.post(page_of(center, "delete"), {"post": "yes"}).status_code == 403
    client.post(
        address(Center, "changelist"), {"action": "delete_selected", "_selected_action": [center.pk], "post": "yes"}
    )
    assert Center.objects.filter(pk=center.pk).exists()
    log_in(client, "root", "superuser")
    assert client.post(page_of(center, "delete"), {"post": "yes"}).status_code == 302
    assert not ContactChannel.objects.exists()
    assert "Lakeside Cancer Center" in read(client, address(Center, "deleted"))


def test_a_deleted_center_is_restored_first_and_its_facts_after_it(client: Client, channel: ContactChannel) -> None:
    log_in(client, "root", "superuser")
    center_pk, channel_pk, claim_pk = channel.center.pk, channel.pk, channel.claims.get().pk
    assert client.post(page_of(channel.center, "delete"), {"post": "yes"}).status_code == 302
    early = ContactChannel.history.filter(id=channel_pk).latest()
    page = client.get(address(ContactChannel, "simple_history", channel_pk, early.pk), follow=True)
    assert "The center it belonged to is deleted too: restore that first" in page.content.decode()
    for model, pk in ((Center, center_pk), (ContactChannel, channel_pk), (Claim, claim_pk)):
        gone = model.history.filter(id=pk).latest()
        url = address(model, "simple_history", pk, gone.pk)
        assert send(client, url, filled(client, url)) == []
    assert Claim.objects.get(pk=claim_pk, contactchannel__center__slug="lakeside").contactchannel_id == channel_pk


def test_an_offering_with_a_task_on_it_can_be_deleted_by_curators(client: Client) -> None:
    offering = held_centers.offering(held_centers.center(), "car-t")
    Task.objects.create(kind=Task.NO_TRIAL, key="k", center=offering.center, offering=offering, found_at=timezone.now())
    log_in(client, "mary")
    assert client.post(page_of(offering, "delete"), {"post": "yes"}).status_code == 302
    assert not Offering.objects.exists()


@pytest.mark.parametrize("model", [*FACTS.values(), Claim, FacilityAlias])
def test_every_curated_table_keeps_a_history(model: Any) -> None:
    assert model.history.model._meta.get_field("history_user")

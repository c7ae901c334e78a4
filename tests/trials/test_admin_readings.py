"""People over machines, in the admin: what was read beside its sentences, rulings, reports and what is unclear."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from finder import index
from tests import make
from tests.finder.reading import get, markup, read, words
from tests.trials.read import held, listed, take
from trials import reading
from trials.models import Finding, Report, Ruling, Trial
from trials.standing import standing

pytestmark = pytest.mark.django_db

ALLOWED = "Brain metastases are allowed"
ADD = "/admin/trials/ruling/add/"


@pytest.fixture
def curator(client: Client) -> Client:
    """Somebody who may look at trials, rule and answer reports, by permissions alone."""
    user = User.objects.create(username="curator", is_staff=True)
    wanted = "view_trial view_finding add_ruling change_ruling delete_ruling view_ruling view_report change_report"
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted.split()))
    client.force_login(user)
    return client


def page_of(trial: Trial) -> str:
    return reverse("admin:trials_trial_reading", args=[trial.pk])


def form(trial: Trial, **changes: Any) -> dict[str, Any]:
    data = {
        "trial": trial.pk,
        "question": "brain",
        "key": "admitted",
        "state": "stated",
        "value": "stable",
        "field": "eligibility",
        "quote": ALLOWED,
        "note": "",
    }
    return {**data, **changes}


def rule(curator: Client, trial: Trial, **changes: Any) -> Ruling:
    response = curator.post(ADD, form(trial, **changes))
    assert response.status_code == 302, words(response.content.decode())
    return Ruling.objects.get(question=changes.get("question", "brain"), key=changes.get("key", "admitted"))


def refused(curator: Client, trial: Trial, **changes: Any) -> str:
    response = curator.post(ADD, form(trial, **changes))
    assert response.status_code == 200
    assert not Ruling.objects.exists()
    return words(response.content.decode())


def brain(trial: Trial) -> Any:
    found = [one for one in standing([trial.pk])[trial.pk] if one.answer.question == "brain"]
    return found[0].answer.value if found else None


class TestWhatWasRead:
    def test_every_answer_stands_beside_its_sentence_and_the_sentence_in_the_text(self, curator: Client) -> None:
        trial = held(1, f"ECOG 0-1\n{ALLOWED}")
        page = markup(curator, page_of(trial))
        said = words(page)
        assert "Highest ECOG admitted 1 ECOG 0-1" in said
        assert "Brain metastases: Least restrictive status admitted" in said
        anchors = re.findall(r'href="#(sentence-\d+)">Brain metastases are allowed</a>', page)
        assert anchors
        assert f'<a id="{anchors[0]}"></a><mark>{ALLOWED}</mark>' in page

    def test_a_trial_leads_to_it(self, curator: Client) -> None:
        trial = held(1, "ECOG 0-1")
        assert page_of(trial) in markup(curator, reverse("admin:trials_trial_change", args=[trial.pk]))

    def test_no_mark_up_of_a_text_is_live(self, curator: Client) -> None:
        attack = "ECOG 0-1 <script>alert(1)</script> \"'><img src=x onerror=alert(2)> {{ 7 }}"
        take(make.study(1, title=attack, conditions=[attack], keywords=[attack], eligibility=f"Inclusion:\n* {attack}"))
        reading.read_stale()
        trial = Trial.objects.get()
        page = markup(curator, page_of(trial))
        assert "<mark>ECOG 0-1 &lt;script&gt;" in page
        for body in (page, markup(curator, f"{ADD}?trial={trial.pk}&question=performance&key=&sentence=0")):
            assert "<script>alert" not in body
            assert "<img src=x" not in body
            assert "{{ 7 }}" in body

    def test_a_trial_that_was_not_read_says_so(self, curator: Client) -> None:
        take(listed(1, "ECOG 0-1"))
        assert "Not read yet" in read(curator, page_of(Trial.objects.get()))

    def test_sentences_that_moved_since_are_not_marked_elsewhere(self, curator: Client) -> None:
        trial = held(1, "ECOG 0-1")
        take(listed(1, "Some new line\nECOG 0-1"))
        page = markup(curator, page_of(trial))
        assert "moved since it was read" in page
        assert "changed since" in page
        assert "<mark>" not in page.partition("Official title")[0]

    def test_answers_that_share_a_sentence_are_marked_once(self, curator: Client) -> None:
        both = "HER2-positive metastatic breast cancer with measurable disease"
        trial = held(1, both)
        page = markup(curator, page_of(trial))
        assert page.count(f"<mark>{both}</mark>") == 1
        assert len(re.findall(r'<a id="sentence-\d+"></a>', page)) > 1

    def test_a_sentence_stands_once_for_all_that_was_read_from_it(self, curator: Client) -> None:
        triple = "Triple-negative metastatic breast cancer"
        trial = held(1, triple)
        assert Finding.objects.filter(question="receptors").count() == 8
        said = read(curator, page_of(trial))
        assert said.count("The same. Rule on this") >= 7

    def test_it_needs_the_right_to_look_at_trials(self, client: Client) -> None:
        trial = held(1, "ECOG 0-1")
        assert client.get(page_of(trial)).status_code == 302
        client.force_login(User.objects.create(username="somebody", is_staff=True))
        get(client, page_of(trial), 403)

    def test_a_trial_we_do_not_hold_is_not_found(self, curator: Client) -> None:
        get(curator, reverse("admin:trials_trial_reading", args=[404]), 404)

    def test_who_may_not_rule_is_not_asked_to(self, client: Client) -> None:
        user = User.objects.create(username="reader", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename="view_trial"))
        client.force_login(user)
        assert "Rule on" not in read(client, page_of(held(1, "ECOG 0-1")))

    def test_every_question_of_a_full_text_can_be_shown(self, curator: Client) -> None:
        take(make.study(1))
        reading.read_stale()
        said = read(curator, page_of(Trial.objects.get()))
        assert Finding.objects.count() > 3
        assert "Subtype: HR+/HER2+" in said


class TestRuling:
    def test_rule_on_this_opens_the_form_filled_in_beside_the_sentence(self, curator: Client) -> None:
        trial = held(1, f"ECOG 0-1\n{ALLOWED}")
        page = markup(curator, page_of(trial))
        address = re.search(r'href="([^"]+question=brain[^"]*)">Rule on this', page)
        assert address is not None
        asked = markup(curator, address[1].replace("&amp;", "&"))
        assert f'<a id="sentence"></a><mark>{ALLOWED}</mark>' in asked
        assert re.search(r'<option value="brain" selected>', asked)
        assert 'name="key" value="admitted"' in asked
        assert f"{ALLOWED}</textarea>" in asked
        assert "One of: untreated, stable, none" in words(asked)

    def test_a_ruling_is_kept_with_who_made_it_and_wins(self, curator: Client) -> None:
        trial = held(1, ALLOWED)
        assert brain(trial) != "stable"
        ruling = rule(curator, trial)
        assert (ruling.value, ruling.state, str(ruling.made_by)) == ("stable", "stated", "curator")
        assert brain(trial) == "stable"
        assert Finding.objects.get(question="brain").value != "stable", "the machine's table is the machine's"

    def test_the_index_takes_it_at_its_next_run_and_the_curator_is_told(self, curator: Client) -> None:
        trial = held(1, ALLOWED)
        index.reindex()
        response = curator.post(ADD, form(trial), follow=True)
        assert "in five minutes at most" in words(response.content.decode())
        assert index.stale().get() == trial
        index.reindex()
        ruling = Ruling.objects.get()
        curator.post(reverse("admin:trials_ruling_change", args=[ruling.pk]), form(trial, value="none"))
        assert index.stale().get() == trial
        index.reindex()
        curator.post(reverse("admin:trials_ruling_delete", args=[ruling.pk]), {"post": "yes"})
        assert index.stale().get() == trial
        assert not Ruling.objects.exists()

    def test_many_deleted_at_once_are_all_taken_back(self, curator: Client) -> None:
        trials = [held(number, ALLOWED) for number in (1, 2)]
        for trial in trials:
            curator.post(ADD, form(trial))
        index.reindex()
        chosen = list(Ruling.objects.values_list("pk", flat=True))
        address = reverse("admin:trials_ruling_changelist")
        curator.post(address, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
        assert not Ruling.objects.exists()
        assert index.stale().count() == 2

    @pytest.mark.parametrize(
        ("question", "key", "given", "kept"),
        [
            ("brain", "demanded", "yes", True),
            ("prior_lines", "chemotherapy/advanced", "1-2", [1, 2]),
            ("prior_lines", "systemic/any", "1-", [1, None]),
            ("performance", "", "2", 2),
            ("prior_therapy", "taxane", "excluded", "excluded"),
        ],
    )
    def test_every_kind_of_value_can_be_ruled_and_changed(
        self, curator: Client, question: str, key: str, given: str, kept: Any
    ) -> None:
        trial = held(1, ALLOWED)
        ruling = rule(curator, trial, question=question, key=key, value=given)
        assert ruling.value == kept
        page = markup(curator, reverse("admin:trials_ruling_change", args=[ruling.pk]))
        assert f'name="value" value="{given}"' in page

    def test_a_ruling_that_it_is_not_stated_takes_the_answer_away(self, curator: Client) -> None:
        trial = held(1, ALLOWED)
        ruling = rule(curator, trial, state="not_stated", value="stable")
        assert ruling.value is None
        assert brain(trial) is None
        assert "Ruled to be not stated" in read(curator, page_of(trial))

    def test_a_piece_of_a_sentence_is_completed(self, curator: Client) -> None:
        trial = held(1, f"Consent\n{ALLOWED}")
        response = curator.post(ADD, form(trial, quote="metastases  are"), follow=True)
        assert "sentence was completed" in words(response.content.decode())
        assert Ruling.objects.get().quote == ALLOWED

    def test_a_sentence_that_is_not_there_is_refused(self, curator: Client) -> None:
        said = refused(curator, held(1, ALLOWED), quote="Brain metastases are forbidden")
        assert "does not stand in eligibility" in said

    def test_a_field_that_is_not_there_is_refused(self, curator: Client) -> None:
        assert "This trial has no such text" in refused(curator, held(1, ALLOWED), field="keywords[7]")

    def test_a_value_nobody_could_mean_is_refused_with_those_one_could(self, curator: Client) -> None:
        said = refused(curator, held(1, ALLOWED), value="required")
        assert "“required” is no answer to Brain metastases" in said
        assert "one of: untreated, stable, none" in said

    def test_a_key_that_is_not_asked_is_refused_with_those_near_it(self, curator: Client) -> None:
        trial = held(1, ALLOWED)
        assert "Among what is: taxane" in refused(curator, trial, question="prior_therapy", key="taxanes")
        assert "leave it empty" in refused(curator, trial, question="performance", key="max", value="2")

    def test_two_rulings_on_one_question_are_refused(self, curator: Client) -> None:
        trial = held(1, ALLOWED)
        rule(curator, trial)
        assert "already exists" in words(curator.post(ADD, form(trial)).content.decode())
        assert Ruling.objects.count() == 1

    def test_nonsense_in_the_address_of_the_form_is_no_error(self, curator: Client) -> None:
        for query in ("trial=x", "trial=999999", "trial=1&sentence=99&question=no&key=such", "sentence=1", "trial="):
            get(curator, f"{ADD}?{query}")

    def test_who_may_not_rule_cannot(self, client: Client) -> None:
        trial = held(1, ALLOWED)
        client.force_login(User.objects.create(username="somebody", is_staff=True))
        assert client.post(ADD, form(trial)).status_code == 403
        assert not Ruling.objects.exists()


class TestQueues:
    def test_rulings_whose_sentence_is_gone_are_to_review(self, curator: Client) -> None:
        kept, gone = held(1, ALLOWED), held(2, ALLOWED)
        for trial in (kept, gone):
            curator.post(ADD, form(trial))
        take(listed(2, "No brain metastases"))
        reading.read_stale()
        said = read(curator, reverse("admin:trials_ruling_changelist") + "?review=yes")
        assert make.nct(2) in said
        assert make.nct(1) not in said
        page = read(curator, page_of(gone))
        assert "To review" in page
        assert f"{ALLOWED} (no longer in the text)" in page
        ruling = Ruling.objects.get(trial=gone)
        change = reverse("admin:trials_ruling_change", args=[ruling.pk])
        assert "does not stand in the text any more" in read(curator, change)
        curator.post(change, form(gone, quote="No brain metastases", value="none"))
        assert make.nct(2) not in read(curator, reverse("admin:trials_ruling_changelist") + "?review=yes")

    def test_unclear_answers_wait_until_somebody_rules(self, curator: Client) -> None:
        trial = held(1, f"Bilirubin ≤ 1.5 x ULN\n{ALLOWED}")
        Finding.objects.filter(question="brain").update(state="unclear")
        address = reverse("admin:trials_finding_changelist")
        said = read(curator, address)
        assert f"Brain metastases: Least restrictive status admitted {ALLOWED} {make.nct(1)}" in said
        assert "1 finding" in read(curator, f"{address}?question=brain")
        assert make.nct(1) not in read(curator, f"{address}?question=organ_function"), "that is unread on purpose"
        assert make.nct(1) not in read(curator, f"{address}?question=age")
        curator.post(ADD, form(trial))
        assert make.nct(1) not in read(curator, address)

    def test_open_reports_come_first_and_are_done_with_an_outcome(self, curator: Client) -> None:
        trial = held(1, ALLOWED)
        attack = "<script>alert(1)</script>"
        shown = {"question": "brain", "key": "admitted", "value": "untreated", "quote": ALLOWED}
        report = Report.objects.create(trial=trial, words=f"Wrong {attack}", reported_at=timezone.now(), **shown)
        listing = reverse("admin:trials_report_changelist")
        page = markup(curator, listing)
        assert attack not in page
        assert "Wrong" in page
        one = reverse("admin:trials_report_change", args=[report.pk])
        page = markup(curator, one)
        assert attack not in page
        assert "also untreated ones may enter" in page
        assert "question=brain" in page
        curator.post(one, {"outcome": "Ruled."})
        report.refresh_from_db()
        assert str(report.done_by) == "curator"
        assert report.done_at is not None
        assert report.words == f"Wrong {attack}"
        assert "Wrong" not in read(curator, listing)
        assert "Wrong" in read(curator, f"{listing}?state=done")
        curator.post(one, {"outcome": ""})
        assert "Wrong" in read(curator, listing)

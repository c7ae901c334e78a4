"""What a trial asks, on its page: each line with its sentence, and a link to the place in the full text."""

from __future__ import annotations

import re
from html import unescape

import msgspec
import pytest
from django.test import Client

from finder import snapshot
from finder.index import reindex
from finder.pages.markup import anchors, merged, to_html, to_plain
from tests import make
from tests.finder.held import hold
from tests.finder.reading import markup, read
from trials.eligibility import Evidence
from trials.models import Finding, Trial
from trials.reading import read_stale

pytestmark = pytest.mark.django_db
PAGE = f"/trials/{make.nct(1)}/"
TEXT = """Inclusion Criteria:

* HER2-positive metastatic breast cancer
* ECOG 0 or 1 & age \\> 18 years

Exclusion Criteria:

* Untreated brain metastases
* Prior treatment with <b>trastuzumab deruxtecan</b>
"""


def held(text: str = TEXT) -> None:
    hold(make.study(1, eligibility=text))
    read_stale()
    reindex()
    snapshot.forget()


def test_each_quote_leads_to_the_same_words_in_the_full_text(client: Client) -> None:
    held()
    page = markup(client, PAGE)
    quotes = re.findall(r'<blockquote class="quote"><p lang="en">“(.*?)”</p><footer><a href="#(said-\d+)">', page, re.S)
    assert len(quotes) > 3
    for words, address in quotes:
        place = re.search(rf'<mark id="{address}">(.*?)</mark>', page, re.S)
        assert place is not None
        plain = unescape(words)
        assert plain in unescape(place.group(1)) or unescape(place.group(1)) in plain


def test_quotes_are_read_without_the_marks_of_the_registry_and_the_api_keeps_them(client: Client) -> None:
    held()
    assert "ECOG 0 or 1 & age > 18 years”" in read(client, PAGE)
    assert "\\>" not in read(client, PAGE)
    asks = client.get(f"/api/v1{PAGE}").json()["asks"]
    quotes = [quote for one in asks for quote in one["quotes"] if quote["field"] == "eligibility"]
    assert any("\\>" in quote["text"] for quote in quotes)
    assert all(TEXT[quote["start"] : quote["end"]] == quote["text"] for quote in quotes)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("3\\. Age \\>= 18", "3. Age >= 18"),
        ("HbA1c \\&gt; 6.5%, A&amp;B", "HbA1c > 6.5%, A&B"),
        ("a\\_b\\*c \\[x\\] \\~2", "a_b*c [x] ~2"),
        ("\\n stays, C:\\dir too", "\\n stays, C:\\dir too"),
        ("\\\\>", "\\>"),
    ],
)
def test_a_quote_reads_as_the_full_text_does(raw: str, plain: str) -> None:
    assert to_plain(raw) == plain
    assert plain in unescape(to_html(f"x {raw}"))


def test_the_text_of_a_trial_stays_what_it_was_but_for_the_marks() -> None:
    spans = [(match.start(), match.end()) for match in re.finditer(r"HER2.*cancer|ECOG.*|Untreated.*|Prior.*", TEXT)]
    marked = to_html(TEXT, spans)
    assert marked.count("<mark") == 4
    assert re.sub(r"</?mark[^>]*>", "", marked) == to_html(TEXT)


@pytest.mark.parametrize("spans", [[(0, len(TEXT))], [(25, 90), (60, 140)], [(0, 1)], [(5, 5)], [(26, 27), (27, 28)]])
def test_marks_over_several_lines_open_and_close_within_each(spans: list[tuple[int, int]]) -> None:
    marked = to_html(TEXT, spans)
    assert re.sub(r"</?mark[^>]*>", "", marked) == to_html(TEXT)
    for part in re.split(r"</?(?:p|li|ul|ol)\b[^>]*>", marked):
        assert len(re.findall(r"<mark ", part)) == part.count("</mark>")
    addresses = re.findall(r'id="(said-\d+)"', marked)
    assert len(addresses) == len(set(addresses))


def test_stretches_that_overlap_are_one_and_each_knows_its_address() -> None:
    assert merged([(5, 9), (1, 4), (8, 12)]) == [(1, 4), (5, 12)]
    assert anchors([(5, 9), (1, 4), (8, 12)]) == {5: "said-5", 1: "said-1", 8: "said-5"}


def test_nobody_else_can_mark() -> None:
    assert "<mark" not in to_html("\ue0007\ue000 here \ue001 <mark id=x>there</mark>")


def test_hostile_text_in_a_quote_is_shown_and_not_run(client: Client) -> None:
    held(TEXT + "\n* Untreated brain metastases <script>alert(1)</script> are excluded\n")
    page = markup(client, PAGE)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_trial_that_was_not_read_says_so_and_claims_nothing(client: Client) -> None:
    hold(make.study(1, eligibility=TEXT))
    page = read(client, PAGE)
    assert "We have not read the text of this trial yet" in page
    assert "says nothing that we found" not in page


def test_what_the_text_does_not_say_is_named_as_neither_yes_nor_no(client: Client) -> None:
    held("Inclusion Criteria:\n\n* HER2-positive breast cancer")
    page = read(client, PAGE)
    assert "says nothing that we found about:" in page
    assert "brain metastases" in page
    assert "neither a yes nor a no" in page


def test_organ_limits_are_seen_and_said_not_to_be_read(client: Client) -> None:
    held(TEXT.replace("Exclusion Criteria:", "* Creatinine clearance of at least 60 ml/min\n\nExclusion Criteria:"))
    page = read(client, PAGE)
    assert "Kidneys There are limits for test results. We do not read them: ask the study team." in page


def test_what_was_entered_is_held_against_the_trial_with_its_reason(client: Client) -> None:
    held()
    page = read(client, f"{PAGE}?brain=untreated&had=enhertu&subtype=her2-pos&ecog=2&menopause=pre")
    assert "Subtype: HER2-positive Fits" in page
    assert "no symptoms Does not fit The trial: May enter only if treated or stable" in page
    assert "trastuzumab deruxtecan Does not fit Earlier treatment: trastuzumab deruxtecan: Having had it" in page
    assert "cannot work Does not fit How active somebody must be: ECOG 0 to 1" in page
    assert "Menopause: before menopause Does not say" in page


def test_each_reason_leads_to_its_words(client: Client) -> None:
    held()
    page = markup(client, f"{PAGE}?brain=stable&subtype=her2-pos")
    [shown] = re.findall(r'(?s)<section aria-labelledby="fit".*?</section>', page)
    for words in ("May enter only if treated or stable", "HER2-positive"):
        found = re.search(rf'The trial: {words} <a href="#([a-z0-9-]+)">', shown)
        assert found is not None
        assert f'id="{found[1]}"' in page


def test_a_drug_is_named_where_the_trial_names_its_class_only(client: Client) -> None:
    held(TEXT.replace("<b>trastuzumab deruxtecan</b>", "a topoisomerase I inhibitor ADC"))
    page = read(client, f"{PAGE}?had=enhertu")
    assert "Having had it keeps you out; this includes trastuzumab deruxtecan" in page


def test_what_a_field_of_the_registry_says_stands_beside_what_the_text_says(client: Client) -> None:
    hold(make.study(1, sex="FEMALE", eligibility=TEXT.replace("* ECOG", "* Male and female patients\n* ECOG")))
    read_stale()
    snapshot.forget()
    assert "Men May enter (the registry’s own field: women only)" in read(client, PAGE)


def test_groups_that_have_nothing_in_common_are_named(client: Client) -> None:
    held()
    trial = Trial.objects.get()
    for question, key, value, group in (
        ("biomarkers", "PIK3CA", "alternative", "Group 2: PIK3CA"),
        ("biomarkers", "ESR1", "alternative", "Group 1: ESR1"),
        ("measurable", "", "bone_only_ok", "Group 1: ESR1"),
    ):
        proof = Evidence("allowed", "eligibility", TEXT[:9], 0, 9, "inclusion", group, None, "test")
        kept = {"value": value, "state": "stated", "evidence": [msgspec.to_builtins(proof)]}
        Finding.objects.update_or_create(trial=trial, question=question, key=key, defaults=kept)
    reindex(everything=True)
    snapshot.forget()
    apart = read(client, f"{PAGE}?biomarker=pik3ca&measurable=bone-only")
    assert "PIK3CA Depends (in different groups of the study: Group 2: PIK3CA)" in apart
    assert "only in the bones Depends (in different groups of the study: Group 1: ESR1)" in apart
    together = read(client, f"{PAGE}?biomarker=esr1&measurable=bone-only")
    assert "ESR1 Fits" in together
    assert "in different groups" not in together

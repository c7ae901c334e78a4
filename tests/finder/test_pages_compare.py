"""Two to four trials side by side: the same lines for each, with their own words on demand."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from finder.models import Place
from tests import make
from tests.finder.picking import FIVE, FOUR, ONE, RULES, THREE, TWO, held
from tests.finder.reading import get, markup, read, said, words

pytestmark = pytest.mark.django_db
PAIR = f"/compare/?id={ONE}&id={TWO}"
OTHER = "Inclusion Criteria:\n\n* HER2-positive metastatic breast cancer\n* ECOG 0 to 2"


@pytest.fixture
def pair() -> None:
    Place.objects.create(kind=Place.ZIP, key="60637", name="Chicago", state="IL", country="US", lat=41.78, lon=-87.61)
    boston = make.site("Harbor Hospital", "Boston", "Massachusetts", at=(42.36, -71.06))
    held(
        make.study(1, title="First Study", eligibility=RULES),
        make.study(
            2,
            title="Second Study",
            eligibility=OTHER,
            phases=["PHASE3"],
            sites=[boston],
            interventions=[{"type": "DRUG", "name": "Placebo"}],
        ),
    )


def row(page: str, heading: str) -> list[str]:
    """The words of the cells of a line of the table, without the numbers that phones show."""
    found = re.search(rf'<tr><th scope="row">{re.escape(heading)}</th>(.*?)</tr>', page, re.S)
    assert found is not None, heading
    plain = re.sub(r'<span class="whose".*?</span>', "", found.group(1))
    return [words(cell) for cell in re.findall(r"<td.*?>(.*?)</td>", plain, re.S)]


@time_machine.travel("2026-11-25")
def test_each_line_holds_a_cell_for_each_trial(client: Client, pair: None) -> None:
    page = markup(client, f"{PAIR}&near=60637")
    assert row(page, "Phase") == ["Phase 2", "Phase 3"]
    open_now = row(page, "Is it open?")
    assert open_now[0] == "Recruiting Status last confirmed by the sponsor in October 2026."
    sites = row(page, "Nearest site that recruits")
    assert "Lakeside Cancer Institute, Chicago, Illinois 60601, United States: about 5 miles" in sites[0]
    assert "(this site: recruiting)" in sites[0]
    assert "Harbor Hospital, Boston" in sites[1]
    chance = row(page, "Chance and placebo")
    assert chance[0].endswith("No placebo group.")
    assert chance[1].endswith("One group gets a placebo.")
    assert "trastuzumab deruxtecan (Enhertu)" in row(page, "What is tested")[0]
    assert "Study Desk 555-010-0100" in row(page, "Whom to call")[0]


def test_what_the_trials_ask_stands_with_its_words_and_leads_to_them(client: Client, pair: None) -> None:
    page = markup(client, PAIR)
    first, second = row(page, "Subtype")
    assert "Subtype: HER2-low" in first
    assert "“HER2-low metastatic breast cancer”" in first
    assert "HER2-positive" in second
    said, silent = row(page, "Gene changes and other markers")
    assert said.startswith(f"ESR1 (marker): Everyone must have it Its words on ESR1 (marker), {ONE} “ESR1 mutation is")
    assert silent == "Does not say"
    links = re.findall(rf'href="(/trials/{ONE}/)#(said-\d+)"', page)
    trial = markup(client, links[0][0])
    assert all(f'id="{anchor}"' in trial for _, anchor in links)


def test_each_thing_entered_is_a_line(client: Client, pair: None) -> None:
    page = markup(client, f"{PAIR}&subtype=her2-pos&ecog=2&menopause=post")
    assert [cell.partition(" The trial")[0] for cell in row(page, "Entered: Subtype")] == ["Does not fit", "Fits"]
    assert row(page, "Entered: How active the person is (ECOG)")[1].startswith("Fits")
    assert row(page, "Entered: Menopause") == ["Does not say", "Does not say"]


def test_nothing_is_said_of_a_fit_where_nothing_was_entered(client: Client, pair: None) -> None:
    page = markup(client, PAIR)
    assert "Entered:" not in page
    assert "Nothing about a person or a place was entered." in page


def test_the_table_has_headings_for_who_listens(client: Client, pair: None) -> None:
    page = markup(client, PAIR)
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    assert head.count('<th scope="col">') == 3
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    for line in re.findall(r"<tr>.*?</tr>", body, re.S):
        assert line.count('<th scope="row">') == 1
        assert line.count("<td") == 2


def test_a_trial_is_left_out_by_a_link_that_keeps_what_was_entered(client: Client, pair: None) -> None:
    page = markup(client, f"{PAIR}&age=54")
    assert f'href="/compare/?id={TWO}&amp;age=54"' in page
    assert f'href="/sheet/?id={ONE}&amp;id={TWO}&amp;age=54"' in page


def test_more_than_four_are_told(client: Client) -> None:
    held(*(make.study(number) for number in range(1, 6)))
    query = "&".join(f"id={one}" for one in (ONE, TWO, THREE, FOUR, FIVE))
    page = read(client, f"/compare/?{query}")
    assert f"At most 4 trials fit here. Left out: {FIVE}." in page
    assert "4 trials side by side" in page


def test_one_trial_alone_asks_for_another(client: Client, pair: None) -> None:
    assert "There is one trial here. Add another" in read(client, f"/compare/?id={ONE}")


def test_duplicates_and_aliases_come_to_one_column(client: Client) -> None:
    held(make.study(1, aliases=[make.nct(9)]), make.study(2))
    response = get(client, f"/compare/?id={ONE}&id={make.nct(9)}&id={TWO}", 301)
    assert response.headers["Location"] == PAIR


def test_unknown_ids_are_named_and_nothing_else_is_repeated(client: Client, pair: None) -> None:
    page = said(client, f"{PAIR}&id={make.nct(77)}&id=%3Cb%3Ezzz&zzz=1&near=Xyzzyville")
    assert f"We hold no trial with this number: {make.nct(77)}." in page
    assert "Something in the address is no trial number." in page
    assert "zzz" not in page.replace("Xyzzyville", "")
    assert "We do not know the place" in page


def test_an_address_without_trials_says_what_the_page_is_for(client: Client) -> None:
    assert "sets two to 4 trials side by side" in read(client, "/compare/")


def test_search_engines_are_kept_away(client: Client, pair: None) -> None:
    assert '<meta name="robots" content="noindex">' in markup(client, PAIR)

"""Registry text on a page: nothing but paragraphs and lists comes out, and not a word is lost on the way."""

from __future__ import annotations

import html
import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.pages.markup import to_html

pytestmark = pytest.mark.once


def words(markup: str) -> str:
    return " ".join(html.unescape(nh3.clean(markup, tags=set())).split())


def test_bullets_become_lists() -> None:
    assert to_html("* one\n* two").replace("\n", "") == "<ul><li>one</li><li>two</li></ul>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"Age \>= 18", "Age >= 18"),
        (r"LVEF \< 50%", "LVEF < 50%"),
        (r"HbA1c \&gt; 6.5%", "HbA1c > 6.5%"),
        (r"5 x 10\^9 \* and \[sic\]", "5 x 10^9 * and [sic]"),
        ("> 18 years", "> 18 years"),
        ("    four spaces", "four spaces"),
        ("[1]: see the protocol", "[1]: see the protocol"),
        ("A heading\n-----\n# Another", "A heading # Another"),
        ("a *b* _c_ **d** `e`", "a *b* _c_ **d** `e`"),
        ("[here](https://example.org)", "[here](https://example.org)"),
    ],
)
def test_what_the_registry_wrote_is_what_is_read(text: str, said: str) -> None:
    assert words(to_html(text)) == said


def test_numbers_of_criteria_stay_as_written() -> None:
    shown = to_html("1. first\n3. third\n7. seventh")
    assert re.findall(r'<li value="(\d+)">', shown) == ["1", "3", "7"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/x.png)",
        "<https://example.org>",
        "</p></section><form action=//example.org>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        r"\<script\>alert(1)\</script\>",
    ],
)
def test_no_mark_up_of_a_record_reaches_the_page(text: str) -> None:
    assert not re.search(r"<(?!/?(?:p|br|hr|ul|ol|li)[ >])", str(to_html(text)))


def test_deeply_nested_bullets_are_not_lost() -> None:
    text = "\n".join("  " * depth + f"* level{depth}" for depth in range(40))
    assert all(f"level{depth}" in to_html(text) for depth in range(40))


@given(st.text(alphabet=st.sampled_from(list("ab1 \n*-_>#[]()!`\\<&;:.|~+=\t\"'")), max_size=200))
def test_any_text_gives_only_the_tags_we_allow(text: str) -> None:
    assert not re.search(r"<(?!/?(?:p|br|hr|ul|ol|li)[ >])", str(to_html(text)))


@given(st.lists(st.sampled_from(["ab", "cd", "*", "-", ">", "#", "[ef]:", "1.", "`", "_", "\n", "\n\n", "    "])))
def test_no_word_is_lost(parts: list[str]) -> None:
    text = " ".join(parts)
    shown = words(to_html(text))
    for word in ("ab", "cd", "[ef]:"):
        assert shown.count(word) == text.count(word)

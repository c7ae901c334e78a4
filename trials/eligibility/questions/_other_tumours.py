"""A trial that speaks of solid tumours and takes listed kinds alone, breast cancer not among them. Pure.

Called by scope.py.
"""

from __future__ import annotations

from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.stances import stance

IN_PASSING = compiled(
    r"\b(?:in situ|history of|prior malignanc|other malignanc|second(?:ary)? (?:primary|malignanc)|"
    r"another (?:malignanc|primary|cancer)|previous (?:malignanc|cancer)|other (?:cancer|primary)|"
    r"concurrent malignanc|concomitant malignanc|invasive malignanc|additional malignanc|curatively "
    r"treated|years? (?:prior|before|ago)|e\.g\.?|family|for example)"
)
CLOSED = compiled(
    r"\b(?:limited (?:only )?to|restricted to|(?:one|1) of the following (?:[\w/-]+,? ){0,9}?"
    r"(?:types?|cancers?|tumou?rs?|indications?|"
    r"histologies|malignancies)|of the following (?:\w+ ){0,3}types?|in the following (?:\w+ ){0,3}types?|"
    r"eligible (?:tumou?r |cancer )?(?:histologies|types|tumou?rs|cancers) (?:include|are))\b"
)
"""A list of tumours that is whole."""
EXAMPLE = compiled(
    r"\b(?:such as|not limited|e\.g|for example|any (?:type|kind)|or (?:an)?other|"
    r"other (?:\w+ ){0,2}?(?:solid|cancer|tumou?r|malignan)\w*)\b"
)
"""The list is of examples."""
ASKED = compiled(r"\b(?:histolog|cytolog|patholog|confirmed|documented|documentation|diagnos)")
MEASURED = compiled(r"\bmeasurable\b")
OF_ANY_KIND = compiled(
    r"\b(?:advanced|metastatic|refractory|any|all|unresectable|incurable|recurrent|relapsed|confirmed|proven|malignant)"
    r"\W+(?:\w+\W+){0,3}?(?:cancers?|tumou?rs?|malignanc\w+|neoplasms?|carcinomas?)\b"
)
Span = tuple[int, int]


def names_others_alone(page: Page) -> bool:
    """Whoever may enter has a tumour of a list, and it has no breast cancer; nowhere is a solid tumour of any kind
    enough."""
    lists, any_kind = list[Sentence](), list[Sentence]()
    others = False
    for sentence in page.about("tumour"):
        line = sentence.line
        if line is None or sentence.section != "inclusion" or IN_PASSING.search(sentence.low):
            continue
        slugs = {each.slug for each in sentence.of("tumour")}
        others = others or slugs == {"other"}
        found = None if EXAMPLE.search(sentence.low) else CLOSED.search(sentence.low)
        if found:
            listed = page.within((sentence.start + found.end(), sentence.end), "tumour")
            if sentence.low.rstrip().endswith((":", ",")):
                below = [each for each in page.lines if (line.start, line.end) in each.above]
                listed = [*listed, *page.within((line.end, below[-1].end), "tumour")] if below else listed
            listed = [each for each in listed if each.slug != "solid"]
            if len(listed) > 1 and all(each.slug == "other" for each in listed):
                lists.append(sentence)
                continue
        if "solid" in slugs:
            any_kind.append(sentence)
    if not lists:
        return not any_kind and ((others and _only_others_in_conditions(page)) or _asks_for_others(page))
    above = {span for each in lists if each.line for span in each.line.above}
    return all(each.line and (each.line.start, each.line.end) in above for each in any_kind)


def _only_others_in_conditions(page: Page) -> bool:
    title, conditions = set[str](), set[str]()
    for about in page.about("tumour"):
        if about.field.endswith("title"):
            title |= {each.slug for each in about.of("tumour")}
        elif about.field.startswith("conditions"):
            conditions |= {each.slug for each in about.of("tumour")}
    return conditions == {"other"} or ("other" in title and "solid" not in title)


def _asks_for_others(page: Page) -> bool:
    """ "Histologically confirmed melanoma or thyroid cancer" is asked, in one line or below one, and no line asks for
    cancer of any kind."""
    asked = [*_sentences_of_others(page), *_lists_of_others(page)]
    return bool(asked) and not any(
        found
        for line in page.lines
        if line.section == "inclusion" and not IN_PASSING.search(page.low, line.start, line.end)
        for found in OF_ANY_KIND.finditer(page.low, line.start, line.end)
        if not page.within(found.span(), "tumour") and not any(start <= found.start() < end for start, end in asked)
    )


def _sentences_of_others(page: Page) -> list[Span]:
    found, groups = list[Span](), dict[Span, Span]()
    for sentence in page.about("tumour"):
        low = sentence.low
        if (
            sentence.section == "inclusion"
            and {each.slug for each in sentence.of("tumour")} == {"other"}
            and ASKED.search(low)
            and not (IN_PASSING.search(low) or EXAMPLE.search(low) or MEASURED.search(low))
            and sentence.line
            and any(stance(page, sentence, each) == "demanded" for each in sentence.of("tumour"))
        ):
            span = (sentence.start, sentence.end)
            if sentence.line.cohort is None:
                found.append(span)
            else:
                groups[sentence.line.cohort] = span
    return [*found, *groups.values()] if found or len(groups) > 1 else []


def _lists_of_others(page: Page) -> list[Span]:
    found = list[Span]()
    for line in page.lines:
        low = page.low[line.start : line.end].rstrip()
        if line.section != "inclusion" or not low.endswith((":", ",")) or not ASKED.search(low):
            continue
        if EXAMPLE.search(low) or page.within((line.start, line.end), "tumour"):
            continue
        below = [each for each in page.lines if (line.start, line.end) in each.above]
        named = [{each.slug for each in page.within((each.start, each.end), "tumour")} for each in below]
        if sum(slugs == {"other"} for slugs in named) > 1 and all(slugs <= {"other"} for slugs in named):
            found.append((line.start, below[-1].end))
    return found

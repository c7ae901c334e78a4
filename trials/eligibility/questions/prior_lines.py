"""How many earlier lines of treatment a participant must have had at least, and may have had at most.

Only where the text counts or says none. Called by reader.py. A limit of one group of participants is a limit of the
trial only where every group has one; else the answer is unclear. The rules: _counted_lines.py, _no_lines.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page
from trials.eligibility.patterns import compiled, seldom
from trials.eligibility.questions import _counted_lines as counted_lines
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _no_lines as no_lines
from trials.eligibility.questions import _no_lines_words as no_words
from trials.eligibility.questions import _nth_lines as nth_lines
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._no_lines import Limit
from trials.eligibility.questions._passages import Passage, passages

NAME = "prior_lines"
SOME_ONLY = compiled(r"\b(?:arms?|cohorts?|parts?|phases?|groups?|stages?)\b[^.;]{0,50}\bonly\b")
IN_SOME = compiled(
    r"\W*(?:in|for)\b(?![^.,;:]{0,30}\b(?:both|all|every)\b)[^.,;:]{0,40}\b(?:cohorts?|arms?|parts?|groups?|"
    r"expansion|escalation)\b|[^.:;]{0,40}\bonly:"
)
OF_SOME = compiled(r"\((?:for |in )?(?:cohorts?|arms?|parts?|groups?) [^()]{1,20}\)\W*$")
ALL_STEPS = compiled(r"\bescalation (?:phase )?(?:and|&|/) (?:[\w-]+ ){0,2}expansion\b")
IF_OF_A_KIND = compiled(r"\W*(?:if|for)\b[^:]{0,80}\b(?:er|hr|pr|her-?2|hormone|triple|tnbc|brca\w*|o?estrogen)\b")
LABEL_OF_A_KIND = compiled(
    r"\W*(?:(?:for|patients with|participants with) )?(?:er|hr|pr|her-?2|hormone receptor|triple|tnbc|luminal)"
    r"(?!\w)[\w+/, -]{0,40}:"
)
""" "TNBC: at least one line of …": the others have a line of their own."""
HARM = seldom(
    r"\b(?:toxicit\w*|adverse|(?<!high )(?<!high-)(?<!low )(?<!low-)grade|"
    r"recovered|neuropathy|tumou?r board|hypersensitiv\w*|intervening|"
    r"side[- ]effects?|unresolved|biops(?:y|ies)|archival)\b"
)
LIMITS = ("limit", "number", "maximum", "restriction")
"""One of them stands in each match of UNLIMITED."""
UNLIMITED = compiled(r"\b(?:no|without|any) (?:limit|restriction|maximum|number)|\bunlimited\b|\bnot limited\b")
PART = compiled(r"[,;()]| and (?!/)| but ")
KINDS = {
    "chemotherapy": compiled(r"\bchemo|\bcytotoxic"),
    "endocrine": compiled(r"\bendocrine|\bhormon"),
    "anti_her2": compiled(r"\bher-?\s?2\b"),
}
BRANCH = compiled(r"\b(?:one of|either|any one of|one or more of|any of|1 of|may be|or more of)\b[^.;]{0,80}:?\W*$")
OR_AT_THE_END = compiled(r"^\W*(?:or|and/or)\b|\b(?:or|and/or)\W*$")


class _Count:
    """One (of, setting): the widest limits over the sentences that count it."""

    def __init__(self) -> None:
        self.least: list[int] = []
        self.most: list[int] = []
        self.shown: list[Evidence] = []

    def add(self, limit: Limit, shown: Evidence) -> None:
        if limit.least is not None:
            self.least.append(limit.least)
        if limit.most is not None:
            self.most.append(limit.most)
        self.shown.append(shown)

    def widest(self) -> tuple[int, int | None]:
        return min(self.least, default=0), max(self.most, default=None)


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("lines")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("lines")


def answers(page: Page) -> Iterable[Answer]:
    found: dict[str, _Count] = {}
    of_groups: dict[str, dict[str, _Count]] = {}
    hinted: dict[str, _Count] = {}
    for passage in passages(page):
        sentence = passage.sentence
        if sentence.field.startswith(("interventions", "keywords", "conditions")):
            continue
        if not passage.names_lines and not any(therapies.guide_names(each.slug) for each in passage.treatments):
            continue
        if passage.is_elsewhere or whom.goes_on_elsewhere(page, sentence):
            continue
        if sentence.section == "heading":
            for limit in _titled(passage):
                shown = page.evidence(sentence, "demanded", f"{NAME}.title")
                hinted.setdefault(limit.key, _Count()).add(limit, shown)
            continue
        limits = _limits(passage)
        if not limits:
            if hint := nth_lines.planned(page, sentence):
                shown = page.evidence(sentence, "demanded", f"{NAME}.planned")
                hinted.setdefault(hint.key, _Count()).add(hint, shown)
            continue
        named = IN_SOME.match(sentence.low) or OF_SOME.search(sentence.low) or whom.group_first(page, sentence)
        if named and sentence.section == "exclusion":
            continue
        if LABEL_OF_A_KIND.match(sentence.low) or (passage.above and IF_OF_A_KIND.match(passage.above[0])):
            continue
        for_some = whom.is_for_some(sentence) or any(SOME_ONLY.search(each) for each in passage.above)
        group = page.cohort(sentence) if for_some and sentence.section != "exclusion" else None
        if named and group is None:
            group = named[0].strip(" :,.()")
        if for_some and (group is None or _is_of_all(group.lower())):
            if group is None:
                continue
            group = None
        for limit in limits:
            shown = page.evidence(
                sentence,
                "excluded" if sentence.section == "exclusion" else "demanded",
                f"{NAME}.count",
                condition=f"setting:{limit.setting}" if limit.setting != "any" else None,
            )
            counts = found if group is None else of_groups.setdefault(limit.key, {})
            counts.setdefault(limit.key if group is None else group, _Count()).add(limit, shown)
    if of_groups:
        _join(page, found, of_groups)
    stated = {key: count.widest() for key, count in found.items()}
    if not stated and hinted:
        key = min(hinted)  # where one title says chemotherapy, no more is meant
        yield Answer(NAME, key, hinted[key].widest(), tuple(hinted[key].shown))
    for key, (least, most) in stated.items():
        _, place = key.split("/")
        covered = not key.startswith("systemic") and (0, 0) in (
            stated.get(f"systemic/{place}"),
            stated.get("systemic/any"),
        )
        if (least or most is not None) and (most is None or least <= most) and not (covered and most == 0):
            yield Answer(NAME, key, (least, most), tuple(found[key].shown))
    for key, counts in of_groups.items():
        if key not in found and (key != "systemic/advanced" or stated or not hinted):
            joined = _joined(counts.values())
            yield Answer(NAME, key, joined.widest(), tuple(joined.shown), "unclear")


def _titled(passage: Passage) -> Iterator[Limit]:
    """What a title says of the line, or counts."""
    if hint := nth_lines.titled(passage.sentence):
        yield hint
    elif passage.sentence.field.endswith("title") and not any(
        each.slug == "other" for each in passage.sentence.of("tumour")
    ):
        yield from (each for each in _limits(passage) if each.least or each.most or each.of != "systemic")


def _is_of_all(group: str) -> bool:
    """ "All study parts", "dose escalation and expansion"; not "Part B - all participants"."""
    if ALL_STEPS.search(group):
        return True
    return whom.ALL_GROUPS.search(group) is not None and whom.GROUP_FIRST.match(group) is None


def _limits(passage: Passage) -> list[Limit]:
    low = passage.low
    counts = counted_lines.may_count(low) and counted_lines.COUNTABLE.search(low) is not None
    if (
        not counts
        and not passage.names_lines
        and not any(each.slug in no_lines.COUNTED for each in passage.sentence.mentions)
    ):
        return []
    is_branch = _is_branch(passage)
    limits: list[Limit] = []
    if counts and not counted_lines.IF_HAD.search(low):
        limits = list(counted_lines.counted(passage, is_branch))
    if not limits and not is_branch:
        limits = list(no_lines.none(passage)) or list(nth_lines.after_a_line(passage))
    if not limits or _is_harm(low):
        return []
    free = _unlimited(low)
    return [
        each
        for each in limits
        if (each.least is not None or each.most is not None) and "any" not in free and each.of not in free
    ]


def _is_harm(low: str) -> bool:
    """Counts what was borne."""
    told = no_lines.without_biopsy(low)
    if " but " in told:
        told = no_words.BUT_ANOTHER.sub(" ", told)
    if "recovered" in told:
        told = no_words.RECOVERED.sub(" ", told)
    return HARM.search(told) is not None


def _unlimited(low: str) -> set[str]:
    """Of what any number will do: of the kinds its part of the sentence names, else of any."""
    if not any(word in low for word in LIMITS):
        return set()
    found: set[str] = set()
    for part in PART.split(low):
        if UNLIMITED.search(part):
            found |= {kind for kind, names in KINDS.items() if names.search(part)} or {"any"}
    return found


def _is_branch(passage: Passage) -> bool:
    """One of several ways in."""
    nearest = passage.above[0] if passage.above else ""
    low = passage.low
    if nearest and not passage.excludes and BRANCH.search(nearest):
        return True
    return ("or" in low[:12] or "or" in low[-16:]) and OR_AT_THE_END.search(low) is not None


def _join(page: Page, found: dict[str, _Count], of_groups: dict[str, dict[str, _Count]]) -> None:
    """Limits of all groups together are a limit of the trial; groups with another cancer do not count."""
    named: dict[str, set[str]] = {}
    for line in page.lines:
        if line.section == "inclusion" and line.cohort:
            name = page.raw[line.cohort[0] : line.cohort[1]].strip(" :：-()[]")
            tumours = named.setdefault(name, set())
            tumours.update(each.slug for each in page.within((line.cohort[0], line.end), "tumour"))
    named = {name: tumours for name, tumours in named.items() if not whom.ALL_GROUPS.search(name.lower())}
    groups = {name for name, tumours in named.items() if tumours != {"other"}}
    if len(named) < 2:
        return
    for key, counts in of_groups.items():
        if key in found or not groups or not groups <= counts.keys():
            continue
        found[key] = _joined([counts[group] for group in sorted(groups)])


def _joined(counts: Collection[_Count]) -> _Count:
    """What all groups together leave open: the lowest and the highest, or no highest where one has none."""
    joined = _Count()
    limits = [count.widest() for count in counts]
    most = [each for _, each in limits if each is not None]
    joined.least = [min(each for each, _ in limits)]
    joined.most = [max(most)] if len(most) == len(limits) else []
    joined.shown = [shown for count in counts for shown in count.shown]
    return joined

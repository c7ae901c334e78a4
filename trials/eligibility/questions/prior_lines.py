"""How many earlier lines of treatment a participant must have had at least, and may have had at most.

Only where the text counts or says none. A limit of one group of participants only is no limit of the trial.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions.prior_therapy import is_conditional, is_for_some
from trials.eligibility.questions.scope import is_elsewhere
from trials.eligibility.stances import stance

NAME = "prior_lines"
WORDS = {
    "zero": 0,
    "no": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "single": 1,
    "first": 1,
    "second": 2,
    "third": 3,
}
N = r"(?P<{0}>\d{{1,2}}|one|two|three|four|five|six|zero)(?:\s*\(\s*(?:\d|\w+)\s*\))?"
AFTER = (
    r"(?P<gap>(?:\s+(?:of|or|and|different|distinct|additional|more|fewer|less|greater|the|"
    r"previous(?:ly)?|prior|total|different|standard|separate|courses?|"
    r"types?)\b){0,8})(?P<what>[^.;:]{0,110})"
)
MOST = re.compile(
    r"(?:no more than|not more than|not (?:have )?(?:received|had) more than|≤|<\s?=|=\s?<|up to(?: "
    r"and including)?|(?:a )?maximum(?: of)?|max\.?(?: of)?|at most|not exceed\w*|no greater than|"
    r"less than or equal to|limited to)\s*(?:or equal to\s*)?(?:a total of\s*)?" + N.format("n") + AFTER
)
FEWER = re.compile(r"(?:<|fewer than|less than)\s*" + N.format("n") + AFTER)
LEAST = re.compile(
    r"(?:at least|≥|>\s?=|=\s?>|(?:a )?minimum(?: of)?|greater than or equal to|no less than|no fewer "
    r"than|not less than)\s*"
    + N.format("n")
    + r"(?P<upto>\s*(?:(?:,|and|but|to|or|-)\s*){1,3}(?:no more than|not more than|up to|≤|a maximum of|at "
    r"most|fewer than)?\s*(?P<m>\d|one|two|three|four|five)\b)?" + AFTER
)
OR_MORE = re.compile(r"\b" + N.format("n") + r"\s+or more" + AFTER)
OVER = re.compile(r"(?:more than|greater than|>|over|exceed\w*)\s*(?!=)" + N.format("n") + AFTER)
RANGE = re.compile(
    r"(?<![\d.-])\b"
    + N.format("n")
    + r"\s*(?:-|to|or|–|and)\s*"
    + N.format("m")
    + r"(?=\s+(?:\w+\s+){0,3}(?:prior|previous|lines?|regimens?|chemotherap|systemic|endocrine))"
    + AFTER
)
PLAIN = re.compile(
    r"\b(?P<n>one|two|three|1|2|3|single)(?:\s*\(\d\))?\s+(?P<what>(?:prior|"
    r"previous)[^.;:]{0,30}(?:lines?|regimens?)[^.;:]{0,60})"
)
NOT_LINES = re.compile(
    r"\b(?:wks?|weeks?|days?|months?|years?|hours?|cm|mm|lesions?|metastas\w+|cycles?|doses?|sites?|"
    r"mg|gy|courses?|half|x|times|grade|toxicit\w*|criteria|uln|tumou?rs?|fractions?|nodes?)\b"
)
ADVANCED = re.compile(
    r"\b(?:metasta\w*|advanced|incurable|unresectable|mbc|abc|stage iv|inoperable|mtnbc|recurrent|"
    r"relapsed|first-?\s?line|1st line|palliative|non-?\s?curative)\b"
)
NONE_SYSTEMIC = re.compile(
    r"\b(?:(?:prior|previous(?:ly)?|any|received|receipt of|no)\b(?:\s+(?:prior|previous|any|other|"
    r"lines? of|received|form of|type of)){0,6}\s+(?:\(?\w+\)?[\s,/-]+){0,4}?(?:systemic|anti-?\s?cancer|"
    r"anti-?\s?neoplastic|antitumou?r)\b[^.;:]{0,40}?(?:therap\w*|treatments?|chemotherapy|agents?)?|"
    r"treatment[- ]na[iï]ve|(?:previously )?untreated (?:for |with systemic|(?:\w+ ){0,3}(?:breast|"
    r"metastatic breast|advanced breast|disease|tnbc|mbc))|not (?:been )?(?:previously "
    r")?(?:systemically )?treated for)"
)
OF_CHEMOTHERAPY = re.compile(r"systemic (?:cytotoxic |anti-?cancer )?(?:chemo|cytotoxic)")
FIRST_LINE = re.compile(r"\b(?:first|1st|front)[- ]?line\b[^.;:]{0,80}")
AFTER_FIRST = re.compile(
    r"\b(?:after|following|progress\w*|fail\w*|beyond|refractory|resistant|previous|prior|received|second|relapse)\b"
)
PATTERNS = (
    (LEAST, "least"),
    (MOST, "most"),
    (FEWER, "fewer"),
    (OR_MORE, "least"),
    (RANGE, "range"),
    (OVER, "over"),
    (PLAIN, "plain"),
)
COUNTABLE = re.compile(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|zero|single)\b.{0,90}?(?:line|regimen|therap|treatment|agent)"
)
UNLIMITED = re.compile(r"\b(?:no|without|any) (?:limit|restriction|maximum|number)|\bunlimited\b|\bnot limited\b")
LIMITS = ("limit", "number", "maximum", "restriction")
"""One of them stands in each match of UNLIMITED."""
OTHER_WAY = re.compile(r"\bor\b[^.;]{0,60}\b(?:relaps|recurr|progress)\w*[^.;]{0,60}adjuvant")
FOR_SOME = re.compile(r"\b(?:for|in) (?:the )?(?:hr|her-?2|triple|tnbc|hormone|er\b|those|patients with|\w+ with)")
""" "At least two lines for HER2-positive disease": a limit of some."""
BEFORE_ENTRY = re.compile(r"\bhas been (?:received|given)\b|\b(?:before|prior to) (?:screening|enrol|surgery|randomi)")
SET_BEFORE = re.compile(
    r"(?:\bfor|\bin|\bof|\() (?:the |their |an? |locally )?(?:metasta\w*|advanced|incurable|unresectable|recurrent|"
    r"non-?curative|palliative|first)\b"
)
NO_OTHER = re.compile(r"\bor (?:for (?:whom|which) )?(?:if )?no\b[^.;]{0,40}\b(?:therap|treatment|option|standard)")
""" "Progressed after one prior therapy, or no standard therapy exists": nobody has to."""
ANOTHER_WAY = re.compile(r"\bor\s*\(?(?:\d|[a-c]|ii)\)")
""" "1) … or 2) at least two lines"."""
ELSE = re.compile(r"\b(?:other|another|prior|previous) (?:primary )?(?:cancers?|malignan\w+|tumou?rs?|diseases?)\b")
OR_WITH = re.compile(r"\bor (?:with|who (?:have )?(?:had|received)) (?:prior|previous)")
IF_HAD = re.compile(
    r"\b(?:who|if (?:they|the \w+)) (?:have |had )?(?:previously )?received\b[^.;]*\b(?:must|should|need)\b"
)
""" "Patients who have received two regimens must …": nobody has to."""
MAY = re.compile(r"\b(?:may|can|could) have (?:received|had|undergone)\W*(?:\w+\W+){0,2}$")
KINDS = ("lines", therapies.KIND)
COUNTED = frozenset({"chemotherapy", "adc", "endocrine"})
"""Classes of which "no prior …" is a limit of lines."""
HARM = re.compile(
    r"\b(?:toxicit\w*|adverse|grade|recovered|neuropathy|tumou?r board|hypersensitiv\w*|intervening|"
    r"side[- ]effects?|unresolved)\b"
)
EITHER = re.compile(r"\b(?:allowed|permitted|eligible|acceptable|unless|except|no limit|any number|no restriction)\b")


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("lines")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("lines")


class _Count:
    """One (of, setting): the widest limits over the sentences that count it."""

    def __init__(self) -> None:
        self.least: list[tuple[int, Evidence]] = []
        self.most: list[tuple[int, Evidence]] = []


def answers(page: Page) -> Iterable[Answer]:
    found: dict[str, _Count] = {}
    titled: list[tuple[str, Evidence]] = []
    sentences = {sentence.start: sentence for kind in ("lines", therapies.KIND) for sentence in page.about(kind)}
    for _, sentence in sorted(sentences.items()):
        if sentence.field.startswith(("interventions", "keywords", "conditions")):
            continue
        if not any(
            each.kind == "lines" or therapies.guide_names(each.slug) for each in sentence.mentions if each.kind in KINDS
        ):
            continue
        if is_elsewhere(page, sentence) or is_for_some(sentence):
            continue
        if sentence.section == "heading":
            titled += [
                (f"{of}/{place}", page.evidence(sentence, "demanded", "prior_lines.title"))
                for of, place in _titled(sentence)
            ]
            continue
        for of, place, least, most in _counts(page, sentence):
            count = found.setdefault(f"{of}/{place}", _Count())
            shown = page.evidence(
                sentence,
                "excluded" if sentence.section == "exclusion" else "demanded",
                "prior_lines.count",
                condition=f"setting:{place}" if place != "any" else None,
            )
            if least is not None:
                count.least.append((least, shown))
            if most is not None:
                count.most.append((most, shown))
    if not found and titled:
        yield Answer(NAME, titled[0][0], (0, 0), tuple(shown for _, shown in titled))
    for key, count in found.items():
        least_of = min((each for each, _ in count.least), default=0)
        most_of = max((each for each, _ in count.most), default=None)
        if (least_of or most_of is not None) and (most_of is None or least_of <= most_of):
            yield Answer(NAME, key, (least_of, most_of), tuple(shown for _, shown in (*count.least, *count.most)))


def _counts(page: Page, sentence: Sentence) -> Iterator[tuple[str, str, int | None, int | None]]:
    low = sentence.low
    excluded = sentence.section == "exclusion"
    seen: set[int] = set()
    counts = COUNTABLE.search(low) is not None
    if not counts and not _may_say_none(sentence):
        return
    if HARM.search(low) or (any(word in low for word in LIMITS) and UNLIMITED.search(low)):
        return
    patterns = PATTERNS if counts and not IF_HAD.search(low) else ()
    for pattern, kind in patterns:
        for match in pattern.finditer(low):
            number = _number(match["n"])
            if any(match.start() <= place < match.end() for place in seen) or number is None or number > 12:
                continue
            of = _kind(sentence, match)
            if of is None or is_conditional(low[: match.start() + 1], low) or FOR_SOME.search(match["what"]):
                continue
            if kind == "least" and NO_OTHER.search(low, match.end("n")):
                continue
            if ANOTHER_WAY.search(low, max(0, match.start() - 60), match.start()):
                continue
            seen.add(match.start("n"))
            place = _setting(page, sentence, match)
            more = _number(match["m"]) if "m" in pattern.groupindex and match["m"] else None
            negated = re.search(r"\b(?:no|not|never|without|cannot)\b[^.;]{0,20}$", low[: match.start()]) is not None
            refused = (
                excluded
                or negated
                or re.search(r"\b(?:not eligible|ineligible|excluded|not allowed|not permitted)\b", low) is not None
            )
            if kind == "least":
                if refused:
                    yield of, place, None, number - 1
                else:
                    yield of, place, number, more
            elif kind == "over":
                if refused:
                    yield of, place, None, number
                else:
                    yield of, place, number + 1, None
            elif kind == "range" and not refused:
                yield of, place, number, more
            elif kind in ("most", "fewer") and not refused or kind == "most" and negated:
                yield of, place, None, number - (kind == "fewer")
            elif kind == "plain" and MAY.search(low[: match.start()]):
                yield of, place, None, number
            elif (
                kind == "plain"
                and not refused
                and re.search(r"\b(?:must|have|has|had|received|after|failed|progress\w*)\b", low[: match.start()])
                and not EITHER.search(low)
            ):
                yield of, place, number, None
    if not seen:
        yield from _none(page, sentence)


def _titled(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """ "First-line … for metastatic breast cancer"."""
    low = sentence.low
    if any(each.slug == "other" for each in sentence.of("tumour")):
        return
    first = FIRST_LINE.search(low)
    if first and sentence.field.endswith("title") and not AFTER_FIRST.search(low[: first.start()]):
        if not re.search(r"fail|progress|resist|maintenance|after|following", low) and ADVANCED.search(
            FIRST_LINE.sub(lambda line: line[0][10:], low)
        ):
            yield "systemic", "advanced"


def _may_say_none(sentence: Sentence) -> bool:
    return any(each.kind == "lines" or each.slug in COUNTED for each in sentence.mentions)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    return WORDS[text] if text in WORDS else int(text) if text.isdigit() else None


def _kind(sentence: Sentence, match: re.Match[str]) -> str | None:
    """What is counted; None when it is something else."""
    low = sentence.low
    what = match["what"]
    line = re.search(r"\b(?:lines?|regimens?|therap(?:y|ies)|treatments?|chemotherap(?:y|ies)|agents?)\b", what)
    if not line or line.start() > 70:
        return None
    if NOT_LINES.search(what[: line.start()]):
        return None
    start, end = match.start("what") + sentence.start, match.end("what") + sentence.start
    near = [
        each
        for each in sentence.of(therapies.KIND)
        if start <= each.start < end and each.start - start < line.end() + 45
    ]
    ahead = low[max(0, match.start() - 45) : match.start()]
    if (
        not near
        and "systemic" not in what[:60]
        and re.search(r"\bchemotherap", ahead)
        and re.search(r"^\W*(?:prior|previous)?\s*(?:lines?|regimens?)", what.strip())
    ):
        return "chemotherapy"
    if re.search(
        r"^[^,(]{0,50}\b(?:systemic|anti-?\s?cancer|antineoplastic)\b(?!\s+(?:cytotoxic )?chemo)", what
    ) and not re.search(r"systemic (?:cytotoxic )?(?:chemo|endocrine|hormon)", what):
        return "systemic"
    if line[0] in ("agents", "agent") and not any(each.slug == "chemotherapy" for each in near):
        return None
    slugs = {each.slug for each in near}
    if "chemotherapy" in slugs and all("chemotherapy" in therapies.above(slug) | {slug} for slug in slugs):
        return "chemotherapy"  # "platinum-based lines of chemotherapy"
    for mention in near:
        names = therapies.above(mention.slug) | {mention.slug}
        if "adc" in names and "chemotherapy" not in {each.slug for each in near}:
            return "adc"
        if names & {"anti_her2"}:
            return "anti_her2"
        if mention.slug in ("chemotherapy",):
            return "chemotherapy"
        if mention.slug in ("endocrine",):
            return "endocrine"
        return None
    if "investigational" in what and "standard" in what:
        return "systemic"
    if re.search(
        r"\b(?:targeted|biologic\w*|immuno\w*|radiation|radiotherapy|investigational|local|approved|"
        r"inhibitors?|agents? targeting|antibod\w+|platinum|taxane|adjuvant (?:therapy|treatment)s?)\b",
        what[: line.end() + 30],
    ):
        return None
    return "systemic" if line[0] not in ("agents", "agent") else None


def _setting(page: Page, sentence: Sentence, match: re.Match[str]) -> str:
    if OTHER_WAY.search(sentence.low, match.start()):  # a line for early disease counts as well
        return "any"
    low = sentence.low
    if ADVANCED.search(low, match.start(), min(len(low), match.end() + 40)):
        return "advanced"
    if SET_BEFORE.search(low, max(0, match.start() - 80), match.start()) or ADVANCED.search(
        " ".join(page.above(sentence))[-120:]
    ):
        return "advanced"
    return "any"


def _none(page: Page, sentence: Sentence) -> Iterator[tuple[str, str, int | None, int | None]]:
    """ "No prior systemic therapy for metastatic disease"."""
    low = sentence.low
    if (
        therapies.has_window(low)
        or therapies.is_harm(low)
        or (therapies.NOW.search(low) and not re.search(r"\bprior|previous", low))
        or ELSE.search(low)
        or OR_WITH.search(low)
        or (sentence.section == "exclusion" and low.rstrip().endswith(":"))
    ):
        return
    excluded = sentence.section == "exclusion"
    systemic = NONE_SYSTEMIC.search(low)
    if systemic and OF_CHEMOTHERAPY.match(low, systemic.end() - len("systemic")):
        systemic = None
    if systemic and is_conditional(low[: systemic.start() + 1], low):
        return
    if systemic:
        naive = (
            "naive" in systemic[0]
            or "naïve" in systemic[0]
            or systemic[0].startswith(("untreated", "previously untreated", "not"))
        )
        negated = (
            re.search(r"\b(?:no|not|never|without|have not|has not)\b[^.;]{0,60}$", low[: systemic.start() + 3])
            is not None
        )
        if (
            (naive and not excluded)
            or (not naive and (excluded or negated))
            and not re.search(r"\b(?:allowed|permitted|eligible)\b", low)
        ):
            if not (excluded and re.search(r"\b(?:who|that|with|which|if)\b.{0,30}\b(?:not|progress|less)", low)):
                advanced = ADVANCED.search(low)
                if (
                    advanced
                    or re.search(
                        r"\b(?:this|current|breast|invasive|study|disease|cancer)\b",
                        low[systemic.end() :] + " " + low[: systemic.start()],
                    )
                    or low.rstrip(" .").endswith(("therapy", "treatment"))
                    or BEFORE_ENTRY.search(low, systemic.end())
                ):
                    yield "systemic", "advanced" if advanced else "any", None, 0
            return
    groups = therapies.treatments(sentence)
    chemotherapy = any(each.slug == "chemotherapy" for group in groups for each in group)
    for group in groups:
        slugs = {each.slug for each in group}
        of = (
            "chemotherapy"
            if "chemotherapy" in slugs
            else "adc"
            if "adc" in slugs
            else "endocrine"
            if "endocrine" in slugs
            else None
        )
        if of is None or stance(page, sentence, group[0]) != "excluded":
            continue
        if is_conditional(low[: group[0].start - sentence.start + 1], low):
            continue
        if re.search(r"\b(?:progress\w*|relaps\w*|candidate|high[- ]dose|dose)\b", low) and excluded:
            continue
        if not re.search(r"\b(?:prior|previous\w*|received|no\b|any|treat\w*|receipt|had)\b", low) and not (
            excluded and ADVANCED.search(low)
        ):
            continue
        advanced = ADVANCED.search(low)
        if not advanced and re.search(
            r"\b(?:dcis|adjuvant|high[- ]dose|exposure|including|other than|except|unless|oral|"
            r"intrathecal|any other|study)\b",
            low,
        ):
            continue
        if advanced or of == "chemotherapy" or (of == "endocrine" and chemotherapy):
            yield of, "advanced" if advanced else "any", None, 0

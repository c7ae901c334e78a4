"""Treatments in a sentence: what they are called in the vocabulary's tree, and what of them is no treatment had. Pure.

Called by prior_therapy.py, prior_lines.py and modality.py.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from trials import vocabulary
from trials.eligibility.mentions import Mention, own_bars, own_names, vocabulary_bars, vocabulary_names
from trials.eligibility.page import Sentence
from trials.eligibility.patterns import compiled, seldom

KIND = "therapy"

NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|eight|twelve)"
SPAN = (
    rf"{NUMBER}(?:\s*\(\w+\))?(?:\s*(?:-|to|or)\s*{NUMBER})?[ -]?(?:calendar )?(?:days?|weeks?|wks?|"
    rf"months?|years?|half[- ]?li(?:fe|ves)|cycles|hours?|times|x)\b"
)
COUNTED_WINDOW = compiled(
    rf"(?<![a-z](?=[a-z]))(?:"  # inside a word nothing begins
    rf"\b(?:within|in|during|over|for)\s+(?:the\s+)?(?:past|last|previous|prior|preceding|at least|a "
    rf"minimum of|less than|≤|<)?\s*(?:the\s+)?(?:≤|<|=|a\s)?\s*{SPAN}"
    rf"|(?:≤|<|≥|>|=<|>=|< =|> =|less than|more than|at least|a minimum of|minimum|fewer than|greater "
    rf"than|no less than)\s*(?:or equal to\s*)?{SPAN}\s*(?:\([^)]*\)\s*)?(?:\(?whichever "
    rf"[^)]*\)?\s*)?(?:prior|before|since|from|after|of(?= (?:the |study|first|enrol|random|regist|start|cycle|day|"
    rf"c1|dos|screen|initiat|admin|receiv|inform|consent|treat))|elapsed|have|must|between|washout|earlier|ago|"
    rf"or\b|beyond|preceding|following)"
    rf"|{SPAN},?\s*(?:\([^)]*\)\s*)?(?:prior to|before|since|preceding|elapsed|after the last|of (?:the "
    rf")?first|of (?:study|enrol|randomi|registration|cycle|day|starting|start)|wash-?out|have elapsed|"
    rf"ago\b)"
    rf"|(?::|\s[-–])\s*(?:≥|>|<|≤|at least)?\s*{SPAN}\W*$)"
)
NAMED_WINDOW = compiled(
    r"\bwash-?\s?out\b|\bsince (?:the )?(?:last|prior|previous|completion)|\bhalf[- ]?li(?:fe|ves)\b|"
    r"\bspecified (?:time ?frame|period|window|interval|time)s?|\btime (?:since|interval|windows?)|\bfollowing "
    r"windows\b|\b(?:time|period)s? ha(?:s|ve) elapsed\b|\bmust (?:have )?elapsed?\b|\bminimum (?:duration|"
    r"interval)s? (?:from|since|before|"
    r"prior)\b|\bwithin (?:the |a )?(?:washout|specified|period)|\brecent(?:ly)?\b"
)


WHATEVER_TIME = compiled(r"\b(?:regardless|irrespective) of (?:the |any )?wash-?\s?out")
""" "Prior tamoxifen, regardless of the wash-out": of any time."""
DIGIT = compiled("[0-9]")


def names_a_number(low: str) -> bool:
    """In digits or as a word of counts; quick, and asked before patterns that need one."""
    return (
        DIGIT.search(low) is not None
        or "one" in low
        or "two" in low
        or "three" in low
        or "four" in low
        or "five" in low
        or "six" in low
        or "zero" in low
        or "single" in low
    )


@functools.lru_cache(256)  # three questions ask of the same sentences
def harm(low: str) -> int:
    """Where the first word of harm ends; -1 without one."""
    found = HARM.search(low)
    return found.end() if found else -1


@functools.lru_cache(256)
def now(low: str) -> int:
    """Where the first word of what goes on or is to come begins; -1 without one."""
    found = NOW.search(low)
    return found.start() if found else -1


@functools.lru_cache(256)
def is_harm(low: str) -> bool:
    """Speaks of a treatment's harm, use or fitness, not of having had it."""
    return harm(low) >= 0 or NEAR_HARM.search(low) is not None


@functools.lru_cache(256)
def has_window(low: str) -> bool:
    """A time window, as wash-outs have it."""
    if "wash" in low and WHATEVER_TIME.search(low):
        low = WHATEVER_TIME.sub(" ", low)
    if (  # one of them stands in each match; most sentences have none
        "since" in low
        or "recent" in low
        or "half" in low
        or "wash" in low
        or "time" in low
        or "window" in low
        or "specified" in low
        or "minimum dur" in low
        or "minimum int" in low
        or "elapse" in low
    ) and NAMED_WINDOW.search(low):
        return True
    if not (
        "week" in low
        or "day" in low
        or "month" in low
        or "hour" in low
        or "half" in low
        or "cycle" in low
        or "wk" in low
    ):
        return False
    return any("year" not in match[0] for match in COUNTED_WINDOW.finditer(low))


MONTHS = {"month": 1, "year": 12}
EARLY = seldom(r"adjuvant|\bearly\b|\bcurative\b|\bnon-?\s?metastatic\b|\blocali[sz]ed\b")
BEFORE_RECURRENCE = seldom(
    r"(?:of|before|prior to|preceding|from|to)\W+(?:the )?(?:\w+ ){0,3}?(?:recurrence|relapse|"
    r"(?:diagnosis|onset|development) of (?:\w+ ){0,2}(?:metasta\w*|advanced|recurren\w*|relapse))"
)
WITHIN = compiled(
    rf"\b(?:(?:within|in|during|over)\s+(?:the\s+)?(?:past|last|previous|prior|preceding)?\s*\(?(?:≤|<|less than)?|"
    rf"less than)\s*"
    rf"(?P<count>{NUMBER})(?:\s*\(\w+\))?[ -](?P<unit>month|year)s?\b"
)
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "twelve": 12}
HALF_A_YEAR = 6


def window(low: str) -> str | None:
    """ "within:12 months": the time window of an exclusion, half a year or longer; what is shorter is a wash-out."""
    if not any(unit in low for unit in MONTHS):
        return None
    for match in WITHIN.finditer(low):
        count = COUNTS.get(match["count"]) or (int(match["count"]) if match["count"].isdigit() else 0)
        if count * MONTHS[match["unit"]] >= HALF_A_YEAR:
            return f"within:{count} {match['unit']}" + ("s" if count > 1 else "")
    return None


SHORTER = compiled(r"\b(?:day|week|wk|hour|half[- ]?li|cycle)s?|wash")

GIVEN = compiled(
    r"\b(?:prior(?! to)|previous\w*|receiv\w+|receipt|expos\w+|treat(?:ed|ment) (?:with|using)|had|underwent|"
    r"undergone|"
    r"given|use|used|completed|last dose)\b"
)


def is_long_ago(low: str) -> bool:
    """A window of a year or more and no shorter one: longer than any wash-out."""
    found = window(low) if "month" in low else None
    if found is None or SHORTER.search(low) or EARLY.search(low) or not GIVEN.search(low):
        return False
    return int(found.removeprefix("within:").split()[0]) * MONTHS[found.split()[-1].rstrip("s")] >= 12


def is_of_a_setting(low: str) -> bool:
    """A window about an earlier stage of the disease, not about the weeks before the study: no wash-out."""
    return (EARLY.search(low) or BEFORE_RECURRENCE.search(low)) is not None and window(low) is not None


NOW = compiled(
    r"\b(?:concurrent\w*|concomitant\w*|current(?:ly)?(?!\s+(?:\w+\s+){0,2}(?:breast|cancer|disease|"
    r"malignan\w*|diagnos\w*|tumou?r|invasive))|ongoing|on-?going|simultaneous\w*|planned|planning|"
    r"scheduled|during (?:the )?(?:\w+ )?(?:study|trial|treatment|course|period)|while on|will (?:receive|be "
    r"(?:treated|given))|to receive|is receiving|are receiving|(?<!no )use of|plan to|intend(?!ed (?:curative|"
    r"for)\b)\w*|anticipated|"
    r"at (?:that|this|the same) time|need for|needs?\b(?! to (?:have|be))|need(?:ed|ing)|"
    r"requir\w+|chronic|maintenance)\b"
)
HARM = compiled(
    r"\b(?:no (?:specific )?(?:minimum|maximum|limits?|restrictions?)|may include|not responded|if taking|"
    r"tumou?r material|hypersensitiv\w*|allerg\w*|anaphyla\w*|contra-?indicat\w*|toxic (?:effects?|reactions?)|"
    r"infusion[- ](?:related )?reactions?|reactions? (?:to|with)|"
    r"intoleran\w+ (?:of|"
    r"to) (?:any )?(?:component|excipient|ingredient)|toxicit\w*|adverse (?:event|reaction|effect)s?|pneumonitis|"
    r"side effects?|birth control|contracepti\w+|willing to|agree\w*|first time|"
    r"will be (?:\w+ ){0,5}?(?:given|administered|treated)|breast-?\s?feed\w*|lactat\w*|"
    r"unable to|treatment plan|(?:time|interval|treatment|period) between|resolved|resolution|"
    r"recovered|recovery|neuropathy|alopecia|immune[- ]related|irae|interstitial lung|(?:caused|induced) by|colitis|"
    r"myocarditis|appropriate for|excipients?|side-effects|aes\b|(?:not |un)fit for|"
    r"refers? to|counts? as|counted as|must (?:discontinue|stop)|as specified|per protocol|in need of|"
    r"indications?\b|plans? (?:to|for)|attribut\w*|unresolved|"
    r"may count|life-threatening|discontinued (?:all|any|prior|previous)|"
    r"taken into account|be considered (?:as )?(?:1|one|an?)(?: \w+){0,3} (?:line|regimen|course|therapy)|"
    r"gap\b|unlimited|in line with|experienc\w+ (?:grade|ae|tox)|inhaled|topical|adrenal|nursing|no "
    r"evidence of (?:progression|disease|recurren)|anti-cancer therapies include|the chemotherapy "
    r"regimen|(?:do(?:es)?|will|would) not (?:count|apply)|"
    r"not (?:be )?(?:calculated|counted)|not considered|not be considered|fetus|foetus|approved "
    r"indication|(?<!to )curative therapy|between \w+ \d{4}|discretion|all (?:two|three|of these|3)|"
    r"interactions?|would increase|not (?:yet )?(?:completed|finished)|metaboli[sz]ed|cyp\w*|inducers?|refus\w+|"
    r"fibrosis|necrosis|sequelae|pregnan\w*|"
    r"preference|does not include|susceptible|increased risk|complications?|healing|compliance|adherence|mg/m\w*|fsh|"
    r"(?<!primary )(?:target |tumou?r |irradiated |indicator )?lesions?|portal|ejection|lvef|"
    r"(?:post|pre|peri)?menopaus\w*(?! (?:women|patients|participants|females) "
    r"(?:who (?:have|had|received)|previously|treated|with))|amenorrh\w*|tubal)\b"
)
NEAR_HARM = compiled(
    r"\b(?:discontinued (?:due|because|from|for)(?! (?:to |of )?(?:disease )?progress)|"
    r"discontinuation due|suitable (?:for|to)|suitability|feasible|options?|"
    r"considered for|likely to benefit|prescribed|undergo|commencing|initiating|eligible for|"
    r"candidates? (?:for|to)|(?<!if )(?<!if clinically )(?<!when )(?<!where )indicated|"
    r"(?<!before )(?<!prior to )biops\w+|expected(?! "
    r"(?:survival|life))|because|measurab\w*|amenable|"
    r"tissue collection|samples?|median|components?(?! of (?:a|an|any|the|their)\b))\b"
)
"""The same where it stands beside the treatment: a long sentence may speak of other things as well."""
HAD = compiled(
    r"\b(?:prior|previous(?:ly)?|previous|received|receiving|receipt|history of|treated|treatment "
    r"with|therapy with|progress\w*|fail\w*|refractory|resistan\w*|pre-?treated|pre-?treatment|"
    r"exposure|exposed|relaps\w*|recurr\w*|naive|naïve|had|undergone|completed|finished|completion of|after|following|"
    r"intoleran\w*|exhausted|lines?|regimens?|already|ever|no\b|disease progression|underwent|"
    r"initiated|given|administered|(?:did|does|do) not receive)"
)
EXAMPLES = compiled(
    r"(?:e\.?g\.?|i\.?e\.?|such as|for example|for instance|like|including but not limited to|"
    r"including,? but|ex\.|examples?)[,:\s(]"
)


AIMED = compiled(
    r"[\w-]+(?:-| )(?:targeted|targeting|directed)\s+(?:\w+ )?(?:therap(?:y|ies)|agents?|treatments?|drugs?)\s*"
    r"\((?:e\.?g\.?|i\.?e\.?|such as|including)[^()]*$"
)
""" "A FAP-targeted therapy (e.g. an ADC …": of the kinds named only what has this target."""


TARGETS = (("HER2", "HER-2"), ("PD-L1", "PDL1"), ("PD-1", "PD1"), ("ErbB2", "ErbB-2"), ("TROP2", "TROP-2"))
"""Written as one word or as two."""


def words() -> Iterator[tuple[str, str, str]]:
    for kind in ("classes", "drugs"):
        for _, slug, name in vocabulary_names(kind):
            yield KIND, slug, name
            if other := _otherwise(name):
                yield KIND, slug, other
    yield from own_names(KIND)


def _otherwise(name: str) -> str:
    """ "Anti-HER-2 therapy", "anti PD1": its targets written the other way, if it names one."""
    for one, two in TARGETS:
        name = name.replace(one, "\0").replace(two, one).replace("\0", two)
    return name


def bars() -> Iterator[tuple[str, str, str]]:
    yield from own_bars(KIND)
    for kind in ("classes", "drugs"):
        for _, slug, wording in vocabulary_bars(kind):
            yield KIND, slug, wording


@functools.cache
def guide_names(slug: str) -> frozenset[str]:
    """The labelling guide's prior therapies that a drug or class stands for."""
    return vocabulary.prior_therapies(slug)


@functools.cache
def is_drug(slug: str) -> bool:
    return slug in _drugs()


@functools.cache
def _drugs() -> frozenset[str]:
    return frozenset(term.slug for term in vocabulary.terms("drugs"))


@functools.cache
def has_own_name(slug: str) -> bool:
    """Whether the guide names the class itself, not only one above it."""
    return any(term.slug == slug and bool(getattr(term, "guide", ())) for term in vocabulary.terms("classes"))


@functools.cache
def above(slug: str) -> frozenset[str]:
    return vocabulary.ancestors(slug)


def treatments(sentence: Sentence) -> list[list[Mention]]:
    """Mentions of treatments, those of one place together (a name may stand for several), examples left out."""
    places: dict[tuple[int, int], list[Mention]] = {}
    for mention in sentence.of(KIND):
        places.setdefault((mention.start, mention.end), []).append(mention)
    kept: list[list[Mention]] = []
    for group in places.values():
        if not _is_example(sentence, group, kept):
            kept.append(group)
    return kept


ETC_LIST = compiled(r"\bincluding,? ")
AND_SO_ON = compiled(r"[^.;()]{0,100}\b(?:etc|and so on|and others)\b")
""" "Neurotoxic chemotherapy, including cisplatin, oxaliplatin, etc."."""
EXCEPTS = compiled(r"\W*(?:except|unless) (?:if|when|where)\b")
""" "Chemotherapy (except if capecitabine was part of it)": no example of it."""
INNER = compiled(r"\([^()]*\)|\([^()]*$")


def _is_example(sentence: Sentence, group: list[Mention], before: list[list[Mention]]) -> bool:
    """ "HER2-directed therapy (e.g. trastuzumab)": the wider name stands before it and says all."""
    start = group[0].start - sentence.start
    lead = sentence.low[max(0, start - 160) : start]
    opened = lead.rfind("(") > lead.rfind(")")
    if opened and ("target" in lead or "directed" in lead) and not is_drug(group[0].slug) and AIMED.search(lead):
        return True
    if opened and EXCEPTS.match(lead, lead.rfind("(") + 1):
        return False
    named = ETC_LIST.search(lead) if "including" in lead else None
    if named and not AND_SO_ON.match(sentence.low, group[0].end - sentence.start):
        named = None
    for match in EXAMPLES.finditer(lead):
        named = match
    if not opened and (named is None or re.search(r"[;)]|\b(?:and have|who)\b", INNER.sub("", lead[named.end() :]))):
        return False
    if not named and not opened:
        return False
    wider = {each.slug for previous in before for each in previous}
    own = set[str]().union(*(above(each.slug) | ({each.slug} if named else set()) for each in group))
    return bool(wider & own)


UNASKED = frozenset(
    {"supportive", "tracer", "supplement", "preventive_vaccine", "hormone_replacement", "organ_transplant"}
)
"""What is no treatment of the cancer, with all below it."""
VAGUE = frozenset({"targeted", "other_targeted", "tki"})


@functools.cache
def is_asked(slug: str) -> bool:
    return slug not in UNASKED | VAGUE and not above(slug) & UNASKED


def own_slugs(group: list[Mention]) -> Iterable[str]:
    """The drugs and classes of one place that are none of the guide's names themselves."""
    return (each.slug for each in group if each.slug not in vocabulary.all_prior_therapies() and is_asked(each.slug))


ADVANCED = compiled(
    r"\b(?:metasta\w*|advanced|incurable|unresectable|mbc|abc|stage iv|inoperable|mtnbc|recurrent|m1|palliative)\b"
)
EARLY_SETTING = seldom(r"adjuvant|\bearly\b|\bcurative\b")


def setting(low: str) -> str | None:
    if ADVANCED.search(low):
        return "advanced"
    return "early" if EARLY_SETTING.search(low) else None

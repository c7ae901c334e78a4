"""How many earlier lines of treatment a participant must have had at least, and may have had at most.

Only where the text counts or says none. Called by reader.py. A limit of one group of participants is a limit of the
trial only where every group has one; else the answer is unclear.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions.prior_therapy import is_conditional, is_for_some
from trials.eligibility.questions.scope import is_elsewhere
from trials.eligibility.stances import stance

NAME = "prior_lines"
KINDS = ("lines", therapies.KIND)
WORDS = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "single": 1, "a single": 1}
N = r"(?P<{0}>\d{{1,2}}|one|two|three|four|five|six|zero|(?:a )?single)(?:\s*\(\s*(?:\d|\w+)\s*\))?(?![\w%.]*\d)"
AFTER = (  # looked at and not used up: another count may follow
    r"(?=(?P<gap>(?:\s+(?:of|or|and|different|distinct|additional|more|fewer|less|greater|the|previous(?:ly)?|prior|"
    r"total|standard|separate|types?|than one)\b){0,8})(?P<what>[^.;:]{0,120}))"
)
UP_TO = (
    r"(?:no more than|not more than|not exceed\w*|up to|≤|(?:a )?maximum(?: of)?|at most|fewer than|less than|<\s?=?)"
)
MOST = compiled(
    r"(?:(?:no|not) (?:more|greater) than|not (?:have )?(?:received|had) more than|≤|<\s?=|=\s?<|up to(?: and "
    r"including)?|"
    r"(?:a )?maximum(?: of)?|max\.?(?: of)?|at most|not exceed\w*|less than or equal to|limited to)\s*"
    r"(?:or equal to\s*)?(?:a total of\s*)?" + N.format("n") + AFTER
)
FEWER = compiled(r"(?:<|fewer than|less than)\s*" + N.format("n") + AFTER)
LEAST = compiled(
    r"(?:at least|≥|>\s?=|=\s?>|(?:a )?minimum(?: of)?|greater than or equal to|no less than|no fewer than|not less "
    r"than)"
    r"\s*" + N.format("n") + r"(?P<upto>\s*\(?(?:(?:,|and|but|to|or|-)\s*){0,3}(?P<limit>" + UP_TO + r")?\s*"
    r"(?P<m>\d|one|two|three|four|five|six)\b(?!\s*(?:weeks|months|days))\)?)?" + AFTER
)
OR_MORE = compiled(r"\b" + N.format("n") + r"\s+(?:or|and) more" + AFTER)
OVER = compiled(r"(?:more than|greater than|>|over|exceed\w*)\s*(?!=)" + N.format("n") + AFTER)
RANGE = compiled(
    r"(?<![\d.-])\b" + N.format("n") + r"\s*(?:-|to|or up to|or|–|and)\s*" + N.format("m") + r"(?=\s+(?:\w+\s+){0,3}"
    r"(?:prior|previous|lines?|regimens?|chemotherap|systemic|endocrine))" + AFTER
)
PLAIN = compiled(
    r"\b(?P<only>only |exactly |just )?" + N.format("n") + r"(?=\s+(?P<what>(?:(?:prior|previous|earlier)[^.;:]{0,30}"
    r"(?:lines?|regimens?|therap\w+|treatments?)|(?:lines?|regimens?) of)[^.;:]{0,60}))"
)
COUNTABLE = compiled(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|zero|single)\b(?![.\d]*\s*(?:\(\w+\)\s*|calendar )?(?:week|day|month|"
    r"year|hour|"
    r"half|mg|cm|mm|x\b|%|grade|cycle))[^.;:]{0,80}?(?:line|regimen|therap|treatment)|"
    r"\b(?:lines?|regimens?)\b.{0,60}[<>≤≥]"
)
NOUN = compiled(
    r"\b(?:(?:(?:chemo)?therapy|(?:chemo)?therapeutic|treatment) )?(?P<noun>lines?|regimen(?:t?s)?|therap(?:y|ies)|"
    r"treatments?|"
    r"chemotherap(?:y|ies))\b(?:\(s\))?(?!\W{1,3}(?:courses?|cycles?|doses?|sessions?|visits?|appointments?|lines?|"
    r"regimens?)\b)"
)
NOUN_BEFORE = compiled(
    r"\b(?P<of>(?:\w+[ -]){0,3})(?:lines?|regimens?|chemotherapies)(?:\(s\))?\s*(?P<with>(?:of|for)[^.;:,]{0,60}?)?"
    r"(?:is|are|was|were|:|,|must be|should be|\()?\s*$"
)
COMPLEMENT = compiled(r"\s+(?:of|with|containing|consisting of)\s+(?!no\b)(?P<of>[^,;(]{0,70})")
COMPLEMENT_ENDS = compiled(
    r"\b(?:and(?!/)|or (?:is|are|was|who|have|has|had|for|disease|relaps\w*|progress\w*|those|refus\w*|intoleran\w*|"
    r"declin\w*|recurren\w*|unable|not|no)|for|in|that|which|including|includes?|included|after|prior to|before|"
    r"followed|and (?:have|has|had|must|"
    r"progress\w*)|but|unless|with (?:progress|disease|document|intoleran|or without|no)\w*|at|to treat|given|"
    r"with (?:a )?known|during|on)\b"
)
NOT_LINES = compiled(
    r"\b(?:wks?|weeks?|days?|months?|years?|hours?|cm|mm|lesions?|metastas[ei]s|cycles?|doses?|sites?|mg|gy|courses?|"
    r"half|x|times|grade|toxicit\w*|criteria|uln|tumou?rs?|fractions?|nodes?|standard of care options?|of the|who|"
    r"since|before|prior to|after|which|appointments?|rounds?|components?|drugs?|agents?)\b"
)
KNOWN = frozenset(
    "prior previous previously earlier systemic standard of care soc anticancer anti cancer antineoplastic "
    "neoplastic tumor "
    "tumour antitumor antitumour cytotoxic treatment treatments therapy therapies therapeutic therapeutics line "
    "lines regimen "
    "regimens chemo chemotherapy chemotherapies chemotherapeutic endocrine hormone hormonal et ht estrogen "
    "antiestrogen adc adcs "
    "antibody drug conjugate conjugates or and different distinct additional the a total established approved fda "
    "effective "
    "palliative salvage medical pharmacological known available single agent modality s lot rescue overall unique "
    "with an by separate more full complete breast first second primary further any metastatic advanced locally "
    "recurrent directed "
    "targeted her her2 anti".split()
)
"""Words in which treatments of any kind, or of a kind that the guide names, are counted; "one line of X" is no line."""
WITH_EARLY = compiled(r"(?<=chemotherapy)\s*/\s*(?:neo-?)?adjuvant\b")
OF_A_DRUG = compiled(
    r"^[^,(]{0,60}\b(?:setting|therapy|disease|cancer|regimens?|lines?)\b with (?:an? )?[\w/-]+[- ](?:based|containing)"
)
NOT_ANY = compiled(r"\btarget(?:ed|ing)|\bdirected|\badjuvant")
HER2 = compiled(
    r"\b(?:anti-?\s?her-?\s?2|her-?\s?2[- ](?:directed|targeted|targeting|based))(?:[- ](?:based|targeted))?"
)
CHEMO = compiled(r"\bchemo|\bcytotoxic")
ENDOCRINE = compiled(r"\bendocrine|\bhormon\w*|\banti-?o?estrogen|\b[eh]t\b")
ADC = compiled(r"\bantibody[- ]drug|\badcs?\b")
PAST = compiled(
    r"\b(?:prior|previous(?:ly)?|received|receipt|had|undergone|underwent|fail\w*|progress\w*|relaps\w*|refractory|"
    r"resistan\w*|pre-?treated|treated|after|following|intoleran\w*|history|earlier|exposure)\b"
)
TO_COME = compiled(
    r"\b(?:plan\w*|schedul\w*|eligible (?:for|to)|will (?:be|receive)|to receive|intend\w*|candidates? for|amenable|"
    r"suitable|be categori[sz]ed|component of|required? to acquire)\b[^.;]{0,60}$"
)
ADVANCED = compiled(
    r"\b(?:metasta\w*|late[- ]stage|advanced|incurable|unresectable|non-?curative|mbc|abc|stage iv|inoperable|mtnbc|"
    r"recurrent|"
    r"palliative|r/m)\b"
)
EITHER_SETTING = compiled(
    r"adjuvant(?: setting)?[\s,/)]*(?:and/or |or |and )?(?:the )?metasta|metasta\w*,? or (?:\w+ )?\(?(?:neo)?-?adjuvant"
)
SET_BEFORE = compiled(
    r"(?:\bfor|\bin|\bof|\() (?:the |their |an? |locally )?(?:metasta\w*|late[- ]stage|advanced|incurable|"
    r"unresectable|recurrent|"
    r"non-?\s?curative|palliative)\b"
)
FOR_A_SUBTYPE = compiled(
    r"^[^.;,]{0,70}\b(?:for|if|in patients with|in participants with) (?:the )?(?:patients? with |participants? "
    r"with |those "
    r"with )?(?:\(?hormone|hr\b|her-?2|triple|tnbc|er\b|er/|er-)[^.;]{0,40}(?:disease|positive|tumou?rs?|cancer|\bonly)"
)
LIMITS = ("limit", "number", "maximum", "restriction")
"""One of them stands in each match of UNLIMITED."""
UNLIMITED = compiled(r"\b(?:no|without|any) (?:limit|restriction|maximum|number)|\bunlimited\b|\bnot limited\b")
OTHER_WAY = compiled(r"\bor\b[^.;]{0,60}\b(?:relaps|recurr|progress)\w*[^.;]{0,60}adjuvant")
NO_OTHER = compiled(
    r"\bor,? (?:(?:the )?(?:patients?|participants?|subjects?|disease|who|that) )?(?:(?:for (?:which|whom)|have|has|"
    r"had|is|are|"
    r"there (?:is|are)|with|when|where) (?:there (?:is|are) )?no\b|no (?:standard|effective|further|established|"
    r"available|"
    r"other|approved)|refus\w*|declin\w*|(?:are |is |were |was |be )?(?:ineligible|not (?:be )?(?:eligible|candidates?|"
    r"suitable|amenable))|(?:treatment|chemotherapy)[- ]na[iï]ve|unable)|\bexcept for those\b|\bunless\b|"
    r"\bif (?:such )?(?:an? )?"
    r"(?:(?:standard |approved )?(?:therap\w+|treatments?|it|one) )?(?:exists?|is available|available|applicable)\b"
)
NOT_ADMITTED = compiled(r"\b(?:is|are|be) (?:not (?:eligible|allowed|permitted)|ineligible|excluded)\s*(?:$|[.;,(])")
MAY = compiled(r"\b(?:may|can|could) have (?:also )?(?:received|had|undergone)\W*(?:\w+\W+){0,2}$")
IF_HAD = compiled(
    r"\b(?:who|if (?:they|the \w+)) (?:have |had )?(?:previously )?received\b[^.;]*\b(?:must|should|need)\b"
)
""" "Patients who have received two regimens must …": nobody has to."""
MUST = compiled(r"\b(?:must|have|has|had|received|after|failed|progress\w*|treated|on|following)\b")
HARM = compiled(
    r"\b(?:toxicit\w*|adverse|grade|recovered|neuropathy|tumou?r board|hypersensitiv\w*|intervening|"
    r"side[- ]effects?|unresolved|biops(?:y|ies)|archival)\b"
)
EITHER = compiled(r"\b(?:allowed|permitted|eligible|acceptable|unless|except|no limit|any number|no restriction)\b")
SOME_ONLY = compiled(r"\b(?:arms?|cohorts?|parts?|phases?|groups?|stages?)\b[^.;]{0,50}\bonly\b")
IN_SOME = compiled(
    r"\W*(?:in|for)\b(?![^.,;:]{0,30}\b(?:both|all|every)\b)[^.,;:]{0,40}\b(?:cohorts?|arms?|parts?|groups?|"
    r"expansion|escalation)\b|[^.:;]{0,40}\bonly:"
)
GROUP_FIRST = compiled(
    r"\W*(?:(?:in|for|the|rand\w*|participants|patients|subjects) ){0,4}(?:cohorts?|arms?|parts?|phases?|groups?|"
    r"modules?|"
    r"strat(?:um|a)) ?(?:[a-h]?\d{1,2}[a-z]?|[ivx]{1,3}[a-c]?|[a-h])\b"
)
IF_AFTER = compiled(r"[^.;]{0,70}(?:\((?:if|when|for)\b|\bif (?:receiving|enrolled|assigned|treated in)\b)")
IN_A_PART = compiled(
    r"[^.;,]{0,60}\b(?:in|for) (?:the )?(?:dose[- ])?(?:escalation|expansion|phase|part|cohort|"
    r"arm)\b(?![^.;]{0,30}\band\b)"
)
ALL_GROUPS = compiled(r"\b(?:all|both|every|general|common|study[- ]wide|overall)\b")
OF_SOME = compiled(r"\((?:for |in )?(?:cohorts?|arms?|parts?|groups?) [^()]{1,20}\)\W*$")
IF_OF_A_KIND = compiled(r"\W*(?:if|for)\b[^:]{0,80}\b(?:er|hr|pr|her-?2|hormone|triple|tnbc|brca\w*|o?estrogen)\b")
BRANCH = compiled(r"\b(?:one of|either|any one of|one or more of|any of|1 of|may be|or more of)\b[^.;]{0,80}:?\W*$")
OR_AT_THE_END = compiled(r"^\W*(?:or|and/or)\b|\b(?:or|and/or)\W*$")
OUGHT = compiled(r"(?:^|\b(?:must|should|may|can))\W*$")
ONE_OR = compiled(r"\b(?:one|1) or $")
OR_JUST_BEFORE = compiled(r"\bor\b\W*(?:\d\)|received|have received|had|who have received|\W)*$")
OR_WITH = compiled(r"\bor (?:with|who (?:have )?(?:had|received)) (?:prior|previous|treatment)")
EXCEPT = compiled(r"\b(?:except|unless|other than|excluding|exception)\b(?![^.;]{0,40}adjuvant)")

SYSTEMIC = compiled(
    r"\b(?:systemic(?:ally)?|anti-?\s?cancer|anti-?\s?neoplastic|anti-?\s?tumou?r)\b(?:\W{1,3}(?:[\w-]+\W{1,2}){0,4}?"
    r"(?P<noun>therap(?:y|ies)|treatments?|medications?|chemotherap(?:y|ies)))?"
)
TREATED = compiled(
    r"\btreatment[- ]na[iï]ve\b|\bno (?:prior|previous) (?:therap(?:y|ies)|treatments?)(?=,? including)|"
    r"\b(?:previously )?(?<!or )untreated (?:for |with systemic|(?:[\w-]+,? ){0,4}(?:breast|"
    r"metastatic|advanced|disease|tnbc|mbc|abc|stage))|\bnot (?:been )?(?:previously )?(?:systemically )?treated for\b|"
    r"\b(?:prior|previous|any|no) (?:(?:prior|previous|cancer|other|medical|form of|type of|breast cancer) "
    r")*(?:therap(?:y|"
    r"ies)|treatments?)(?:,? (?:including|such as)[^.;]{0,60})? (?:for|of|in) (?:the |this |their |a |any |current |"
    r"primary "
    r"|invasive |locally |study |newly diagnosed |un)*(?:advanced|metasta\w*|recurrent|resectable|mbc|abc|bc\b|breast|"
    r"cancer\b|disease\b|(?:adeno)?carcinoma|stage|locali[sz]ed|early)"
)
NAIVE = compiled(r"na[iï]ve|untreated|^not\b")
NAIVE_OF_IT = compiled(r"[- ](?:treatment[- ])?na[iï]ve\b")
NAIVE_OF_A_DRUG = compiled(
    r"(?<!\w)(?!(?:be|are|is|who|diagnosed|with|and|patients?|participants?|subjects?|women|for|in|of|disease|cancer|"
    r"metastatic|advanced|an?|the|all|must|has|have|previously|confirmed|untreated)\W)[\w/)]+[\s-]$"
)
NOT_ALL_NAIVE = compiled(
    r"na[iï]ve\W+(?:or|and/or)\b|\bor\W+(?:[\w-]+[- ])?na[iï]ve|\bmay be\b[^.]{0,20}na[iï]ve|\bna[iï]ve (?:patients|"
    r"participants) may\b|\b(?:tki|ici|inhibitor|immunotherapy)\)?\W+(?:treatment[- ])?na[iï]ve"
)
NEGATED = compiled(r"\b(?:no|not|never|without|hasn't|haven't|untreated)\b[^.;]{0,70}$")
OF_ONE_DRUG = compiled(
    r"\s*(?:\([^)]*\))?\s*(?:regimens?\s*)?(?:with|containing|using|consisting of|targeting|directed)\b(?! (?:cur|"
    r"palliat))"
)
WITH_A_DRUG = compiled(r"[^.;]{0,50}\bwith (?!curative|palliative|no\b|or without|metastatic|advanced|breast)")
OTHER_ILLNESS = compiled(
    r"\b(?:other|another|different|second|secondary|antecedent)(?: or \w+)? (?:\w+ )?(?:malignan\w+|cancers?(?! "
    r"(?:therap|"
    r"treatm|drug|medic))|tumou?rs?|neoplasms?)|\b(?:prior|previous|concurrent|any)(?: or \w+)? (?:malignan\w+|"
    r"neoplasms?|"
    r"cancers?(?! (?:therap|treatm|drug|medic)))|\bautoimmune|\bhepatitis|\binfection|"
    r"\bcontralateral|\bdcis\b|\blupus|\bosteopor|\bmenstrua|\bbrain|\bcns\b|\bnervous|\bmalignancy (?:that|which|"
    r"requir)"
)
AND_MUST = compiled(r",? and (?:must|should|are|is|who)\b")
AT_A_TIME = compiled(
    r"\bat (?:that|the same) time\b|\bat the time of\b|\bcertain\b|\breceiving (?:any )?chemo|\bspecified\b|"
    r"\bpost-?treatment\b"
)
YEARS = compiled(
    r"\b(?:within|in|during|over) (?:the )?(?:past|last|previous|prior|preceding)?\s*\S+(?: \(\d+\))? years?"
)
OF_THIS_DISEASE = compiled(
    r"\b(?:this|current|breast|invasive|study|disease|cancer|primary|index|anti-?\s?(?:cancer|tumou?r|neoplastic))\b"
)
HAD = compiled(
    r"\b(?:prior|previous(?:ly)?|earlier|already|received?|receipt|history of|any|no|without|not|never|had|has|have|"
    r"treated|"
    r"treatment "
    r"with|therapy with|lines? of|undergone|naive|naïve|untreated)\b[^.;]{0,70}$"
)
NOT_HAD = compiled(
    r"\b(?:requir\w+|not including|eligible for|safety of|candidates? for|absence of|respon\w+ to|refractory to|"
    r"resistan\w+ to|eliminated "
    r"by|complet\w+|completion of|following|after|during|(?<!or )concurrent|planned|ongoing|outcome of|effects? of|"
    r"prior to|before|need for|"
    r"for which no|treatment with standard|plan\w* for|intoleran\w+ \w+)\W+(?:[\w-]+\W+){0,5}$"
)
NARROWED = compiled(
    r"(?:based|containing|dose|adjuvant|induction|intensive|maintenance|oral|peri-?operative|preoperative|intravesical|"
    r"intraperitoneal|arterial|topical|local|intrathecal|platinum|taxane|inhibitor|neurotoxic|replacement|non)[\s)/-]+"
    r"(?:systemic |cytotoxic )?$"
)
PROGRESS = compiled(r"\b(?:progress\w*|relaps\w*|candidate|dose|exposure|cumulative)\b")
ADMITS = compiled(r"\b(?:allowed|permitted|acceptable|eligible(?! for))\b")
BUT_ANOTHER = compiled(r"\bbut (?![^.;]*\b(?:chemo|systemic|adjuvant|line|regimen|therap))[^.;]*")
""" "No prior chemotherapy, but biopsy of the sentinel node is allowed": still none."""
BRACKETS = compiled(r"\([^()]*\)")
EARLY_ONLY = compiled(r"\badjuvant|\bneo-?adjuvant|\bpreoperative")
FIRST_LINE = compiled(r"\b(?:first|1st|front)[- ]?line\b")
AFTER_FIRST = compiled(
    r"\b(?:after|following|progress\w*|fail\w*|beyond|refractory|resistant|previous|prior|received|second|relapse|"
    r"completed|response|resist\w*|maintenance|post)\b"
)
UNTREATED = compiled(r"\b(?:treatment[- ]na[iï]ve|previously untreated)\b")
PLANNED = compiled(
    r"\b(?:candidates? (?:for|to)|suitable|plan\w* to|planned|initiat\w+|eligible (?:for|to)|indicated|indication "
    r"for|to "
    r"start|starting|to receive|will (?:be|receive)|scheduled|appropriate)\b"
)


class _Limit(NamedTuple):
    of: str
    setting: str
    least: int | None
    most: int | None

    @property
    def key(self) -> str:
        return f"{self.of}/{self.setting}"


class _Count:
    """One (of, setting): the widest limits over the sentences that count it."""

    def __init__(self) -> None:
        self.least: list[int] = []
        self.most: list[int] = []
        self.shown: list[Evidence] = []

    def add(self, limit: _Limit, shown: Evidence) -> None:
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
    hinted: list[Evidence] = []
    sentences = {sentence.start: sentence for kind in KINDS for sentence in page.about(kind)}
    for _, sentence in sorted(sentences.items()):
        if sentence.field.startswith(("interventions", "keywords", "conditions")):
            continue
        if not any(
            each.kind == "lines" or therapies.guide_names(each.slug) for each in sentence.mentions if each.kind in KINDS
        ):
            continue
        if is_elsewhere(page, sentence) or _goes_on_elsewhere(page, sentence):
            continue
        if sentence.section == "heading":
            if _is_first_line(sentence):
                hinted.append(page.evidence(sentence, "demanded", f"{NAME}.title"))
            continue
        limits = list(_limits(page, sentence))
        if not limits:
            if "line" in sentence.low and _plans_first_line(sentence) and not is_for_some(sentence):
                hinted.append(page.evidence(sentence, "demanded", f"{NAME}.planned"))
            continue
        if IN_SOME.match(sentence.low) or OF_SOME.search(sentence.low) or _begins_with_a_group(page, sentence):
            continue
        above = list(page.above(sentence))
        if above and IF_OF_A_KIND.match(above[0]):
            continue
        for_some = is_for_some(sentence) or any(SOME_ONLY.search(each) for each in above)
        group = page.cohort(sentence) if for_some and sentence.section != "exclusion" else None
        if for_some and (group is None or ALL_GROUPS.search(group.lower())):
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
        yield Answer(NAME, "systemic/advanced", (0, 0), tuple(hinted))
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


def _begins_with_a_group(page: Page, sentence: Sentence) -> bool:
    """ "Part 1B and Part 1C: breast cancer. Participants must have …": the whole line is about these."""
    line = sentence.line
    if line is None or line.run_on or line.end - line.start > 1500:
        return False
    found = GROUP_FIRST.match(page.low, line.start, min(line.end, line.start + 80))
    return found is not None and not ALL_GROUPS.search(page.low, line.start, found.end())


def _goes_on_elsewhere(page: Page, sentence: Sentence) -> bool:
    """Names no tumour; the sentences before it in the same line name others only."""
    if sentence.line is None or sentence.start == sentence.line.start or sentence.of("tumour"):
        return False
    return {each.slug for each in page.within((sentence.line.start, sentence.start), "tumour")} == {"other"}


def _join(page: Page, found: dict[str, _Count], of_groups: dict[str, dict[str, _Count]]) -> None:
    """Limits of all groups together are a limit of the trial; groups with another cancer do not count."""
    named: dict[str, set[str]] = {}
    for line in page.lines:
        if line.section == "inclusion" and line.cohort:
            name = page.raw[line.cohort[0] : line.cohort[1]].strip(" :：-()[]")
            tumours = named.setdefault(name, set())
            tumours.update(each.slug for each in page.within((line.cohort[0], line.end), "tumour"))
    named = {name: tumours for name, tumours in named.items() if not ALL_GROUPS.search(name.lower())}
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


def _may_count(low: str) -> bool:
    """Whether what stands in each match of COUNTABLE stands here; most sentences name no number."""
    if "line" in low or "regimen" in low:
        return True
    return ("therap" in low or "treatment" in low) and therapies.names_a_number(low)


def _limits(page: Page, sentence: Sentence) -> Iterator[_Limit]:
    low = sentence.low
    counts = _may_count(low) and COUNTABLE.search(low) is not None
    if not counts and not any(each.kind == "lines" or each.slug in COUNTED for each in sentence.mentions):
        return
    if HARM.search(low) or (any(word in low for word in LIMITS) and UNLIMITED.search(low)):
        return
    if counts and not IF_HAD.search(low):
        limits = list(_counted(page, sentence))
        yield from (each for each in limits if each.least is not None or each.most is not None)
        if limits:
            return
    yield from _none(page, sentence)


def _counted(page: Page, sentence: Sentence) -> Iterator[_Limit]:
    """What is counted; without a lowest and a highest, where that is no limit."""
    low = sentence.low
    excluded = sentence.section == "exclusion"
    seen: set[int] = set()
    branch = _is_branch(page, sentence)
    if excluded and LEAST.search(low) and re.search(r"\bnot? more than\b", low):
        return
    for pattern, kind in PATTERNS:
        for match in pattern.finditer(low):
            number = _number(match["n"])
            if match.start("n") in seen or number is None or number > 12:
                continue
            of, narrow = _kind(sentence, match)
            if of is None or is_conditional(low[: match.start() + 1], low) or FOR_A_SUBTYPE.match(match["what"]):
                continue
            if IF_AFTER.match(match["what"]) or IN_A_PART.match(match["what"]):
                seen.add(match.start("n"))
                yield _Limit(of, "any", None, None)
                continue
            seen.add(match.start("n"))
            place = _setting(page, sentence, match)
            more = _number(match["m"]) if "m" in pattern.groupindex and match["m"] else None
            if more is not None:
                seen.add(match.start("m"))
            before = low[: match.start()]
            negated = re.search(r"\b(?:no|not|never|without|cannot)\b[^.;]{0,20}$", before) is not None
            refused = excluded != negated or NOT_ADMITTED.search(low, match.start("n")) is not None
            least = most = None
            if kind == "least":
                limited = more is not None and match["limit"] and match["limit"].startswith(("fewer", "less", "<"))
                if not refused:
                    least, most = number, more - 1 if limited and "=" not in match["limit"] and more else more
                elif more is None:
                    most = number - 1
            elif kind == "over":
                least, most = (None, number) if excluded or refused else (number + 1, None)
            elif kind == "range" and not refused:
                least, most = number, more
            elif kind in ("most", "fewer") and (
                not refused or ("more than" in match[0] and (OUGHT.search(before) or _is_let(low, match)))
            ):
                most = number - (kind == "fewer")
                least = 1 if ONE_OR.search(before) else None
            elif kind == "plain" and (MAY.search(before) or _is_let(low, match)):
                most = number
            elif kind == "plain" and not refused and MUST.search(before) and not EITHER.search(low):
                least, most = number, number if match["only"] else None
            if re.search(r"\b(?:unless|except)\b[^.;()]{0,80}$", before):
                continue
            if least is not None and (
                branch
                or OR_JUST_BEFORE.search(before)
                or NOT_ALL_NAIVE.search(before)
                or NO_OTHER.search(low, match.start())
            ):
                least = None
            if most is not None and (narrow or EXCEPT.search(low, match.start())):
                most = None
            yield _Limit(of, place, least, most)


PATTERNS = (
    (LEAST, "least"),
    (MOST, "most"),
    (FEWER, "fewer"),
    (OR_MORE, "least"),
    (RANGE, "range"),
    (OVER, "over"),
    (PLAIN, "plain"),
)
COUNTED = frozenset({"chemotherapy", "adc", "endocrine"})
"""Classes of which "no prior …" is a limit of lines."""


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    return WORDS[text] if text in WORDS else int(text) if text.isdigit() else None


def _is_let(low: str, match: re.Match[str]) -> bool:
    """ "One prior line of chemotherapy is allowed"."""
    return re.search(r"\b(?:is|are|will be) (?:allowed|permitted|acceptable)\b", low[match.start() :]) is not None


def _is_branch(page: Page, sentence: Sentence) -> bool:
    """One of several ways in."""
    above = next(iter(page.above(sentence)), "")
    return BRANCH.search(above) is not None or OR_AT_THE_END.search(sentence.low) is not None


def _kind(sentence: Sentence, match: re.Match[str]) -> tuple[str | None, bool]:
    """What is counted, and whether it is a part of that only ("platinum-based chemotherapy"); None when it is something
    else, or treatments of one kind that have no name in the guide."""
    low = sentence.low
    what = match["what"]
    before = low[max(0, match.start() - 70) : match.start()]
    noun = NOUN.search(what)
    if noun is None or noun.start() > 60 or NOT_LINES.search(what[: noun.start()]):
        noun_before = NOUN_BEFORE.search(before)
        if noun_before is None or NOT_LINES.match(what.strip()):
            return None, False
        named = f"{noun_before['of']} {noun_before['with'] or ''}"
        noun_text = "lines"
    else:
        rest = what[noun.end() :]
        complement = COMPLEMENT.match(rest)
        with_what = COMPLEMENT_ENDS.split(complement["of"])[0] if complement else ""
        joined = re.match(r"\s*(?:and/or|or|and|/)\s*((?:[\w-]+ ){0,2}(?:therap\w+|chemo\w*))", rest)
        named = f"{what[: noun.end()]} {with_what} {joined[1] if joined else ''}"
        noun_text = noun["noun"]
    if TO_COME.search(before) or OF_A_DRUG.search(what[:100]):
        return None, False
    if not noun_text.startswith(("line", "regimen")) and not (
        PAST.search(before) or PAST.search(low[match.start() : match.start() + 60])
    ):
        return None, False
    if (
        noun_text.startswith(("line", "regimen"))
        and not CHEMO.search(named)
        and CHEMO.search(before[-45:])
        and re.search(r"\bchemotherap\w*\W*(?:(?!and\b|or\b)\w+\W+){0,2}$", before)
    ):
        named += " chemo"
    named = WITH_EARLY.sub(" ", named)
    without = HER2.sub(" ", named)
    unknown = set(re.findall(r"[^\W_]+", without)) - KNOWN
    if "standard" in without:  # "at least one conventional, standard or investigational treatment"
        unknown -= {"conventional", "investigational"}
    narrow = bool(unknown) or NOT_ANY.search(without) is not None
    if narrow and not (CHEMO.search(without) and "based" in without):
        return None, False
    kinds = {
        kind
        for kind, is_named in (
            ("chemotherapy", CHEMO.search(without)),
            ("endocrine", ENDOCRINE.search(without)),
            ("anti_her2", without != named),
            ("adc", ADC.search(without)),
        )
        if is_named
    }
    if kinds == {"chemotherapy", "adc"}:
        return "chemotherapy", narrow
    if len(kinds) > 1:
        return None, False
    return (kinds.pop() if kinds else "systemic"), narrow


def _setting(page: Page, sentence: Sentence, match: re.Match[str]) -> str:
    low = sentence.low
    if OTHER_WAY.search(low, match.start()) or EITHER_SETTING.search(
        match["what"]
    ):  # a line for early disease counts as well
        return "any"
    if (
        ADVANCED.search(low, match.start(), min(len(low), match.end("what") + 40))
        or SET_BEFORE.search(low, max(0, match.start() - 80), match.start())
        or ADVANCED.search(" ".join(page.above(sentence))[-120:])
    ):
        return "advanced"
    return "any"


def _none(page: Page, sentence: Sentence) -> Iterator[_Limit]:
    """ "No prior systemic therapy for metastatic disease"."""
    low = sentence.low
    if not (
        "systemic" in low  # one of them stands wherever treatments of any kind are named
        or "anti" in low
        or "treat" in low
        or "therap" in low
        or any(each.slug in COUNTED for each in sentence.mentions)
    ):
        return
    if (
        therapies.has_window(low)
        or (
            therapies.is_harm(AND_MUST.split(low, maxsplit=1)[0] if " and " in low else low)
            and not UNTREATED.search(low)
        )
        or ("year" in low and YEARS.search(low))
        or (therapies.NOW.search(low) and not re.search(r"\bprior|previous|na[iï]ve", low))
        or AT_A_TIME.search(low)
        or OR_WITH.search(low)
        or any(therapies.has_window(each) for each in page.above(sentence))
        or low.rstrip().endswith(":")
        or _is_branch(page, sentence)
    ):
        return
    lets = ADMITS.search(BUT_ANOTHER.sub(" ", BRACKETS.sub(" ", low)))
    if lets and not re.search(
        r"\bnot (?:be )?$|^\W*no\b[^,;]*$|\bno (?:prior|previous) [^;.]*$", low[: low.find(lets[0])]
    ):
        if not re.search(r"\badjuvant[^.;]{0,60}$", low[: low.find(lets[0])]):
            return
    excluded = sentence.section == "exclusion"
    advanced = ADVANCED.search(low) or FIRST_LINE.search(low)
    systemic = _systemic(low)
    if systemic:
        naive = NAIVE.search(systemic[0]) is not None
        negated = NEGATED.search(low[: systemic.start() + 3]) is not None
        place = "advanced" if advanced else "any"
        if not (
            advanced
            or systemic.re is TREATED
            or OF_THIS_DISEASE.search(low)
            or low.rstrip(" .").endswith(("therapy", "treatment"))
        ):
            return
        if excluded and (naive or negated):
            if advanced and (naive or re.search(r"\bnot (?:\w+ )?(?:previously )?received\b", low)):
                yield _Limit("systemic", place, 1, None)
        elif (excluded or naive or negated) and not (excluded and PROGRESS.search(low)):
            yield _Limit("systemic", place, None, 0)
        return
    groups = therapies.treatments(sentence)
    named = {each.slug for group in groups for each in group}
    for group in groups:
        of = next((each for each in ("chemotherapy", "adc", "endocrine") if each in {it.slug for it in group}), None)
        if of is None:
            continue
        start, end = group[0].start - sentence.start, group[0].end - sentence.start
        before, after = low[:start], low[end:]
        naive = NAIVE_OF_IT.match(after) is not None
        if naive and (excluded or NOT_ALL_NAIVE.search(low)):
            continue
        if not naive and stance(page, sentence, group[0]) != "excluded":
            continue
        if is_conditional(low[: start + 1], low):
            continue
        if PROGRESS.search(low) and excluded:
            continue
        if not (naive or HAD.search(before[-80:]) or (excluded and advanced and not before.strip(" -*"))):
            continue
        if NOT_HAD.search(before[-70:]) or NARROWED.search(before[-30:]):
            continue
        if OF_ONE_DRUG.match(after) or OTHER_ILLNESS.search(low) or EXCEPT.search(low):
            continue
        if re.match(r"\s*\((?!\W*(?:e\.?g|i\.?e|includ|such|(?:neo-?)?adjuvant|prior|any))[^)]*,", after):
            continue  # "chemotherapy (docetaxel, mitoxantrone)": these
        if not (excluded or naive or NEGATED.search(before[-80:])):
            continue
        if EARLY_ONLY.search(BRACKETS.sub(" ", low)) and not advanced:
            continue
        if of == "endocrine" and not advanced and "chemotherapy" not in named:
            continue
        if of == "adc" and not advanced:
            continue
        yield _Limit(of, "advanced" if advanced else "any", None, 0)


def _systemic(low: str) -> re.Match[str] | None:
    """Where treatments of any kind are named, other than those of one drug or for another illness."""
    for match in SYSTEMIC.finditer(low) if "systemic" in low or "anti" in low else ():
        noun = match["noun"]
        if noun is None or noun.startswith("chemo") or CHEMO.search(match[0]):
            continue
        if re.search(r"endocrine|hormon|immuno|target|biolog|steroid|cortico", match[0]):
            continue
        if OF_ONE_DRUG.match(low[match.end() :]) or OTHER_ILLNESS.search(low) or EXCEPT.search(low):
            return None
        if NOT_HAD.search(low[: match.start()][-70:]) or NARROWED.search(low[: match.start()][-30:]):
            return None
        if EARLY_ONLY.search(BRACKETS.sub(" ", low)) and not ADVANCED.search(low):
            return None
        if not (NEGATED.search(low[: match.start()]) or HAD.search(low[max(0, match.start() - 80) : match.start()])):
            return None
        return match
    treated = TREATED.search(low)
    if (
        treated is None
        or (treated[0].endswith("ve") and NAIVE_OF_A_DRUG.search(low[: treated.start()]))
        or NOT_ALL_NAIVE.search(low)
        or OTHER_ILLNESS.search(low)
        or EXCEPT.search(low)
        or WITH_A_DRUG.match(low[treated.end() :])
    ):
        return None
    if not NAIVE.search(treated[0]) and EARLY_ONLY.search(BRACKETS.sub(" ", low)) and not ADVANCED.search(low):
        return None
    return treated


def _is_first_line(sentence: Sentence) -> bool:
    """ "First-line … for metastatic breast cancer" in a title."""
    low = sentence.low
    if not sentence.field.endswith("title") or not ADVANCED.search(low):
        return False
    if "cancer of the" in low and "breast" not in low:
        return False
    first = FIRST_LINE.search(low)
    if first is None or AFTER_FIRST.search(low):
        return UNTREATED.search(low) is not None and not AFTER_FIRST.search(UNTREATED.sub(" ", low))
    return not any(each.slug == "other" for each in sentence.of("tumour"))


def _plans_first_line(sentence: Sentence) -> bool:
    """ "Candidates for first-line endocrine therapy of advanced disease"."""
    low = sentence.low
    if sentence.section == "exclusion":
        return False
    first = FIRST_LINE.search(low)
    if first is None or not ADVANCED.search(low) or NEGATED.search(low[: first.start()]):
        return False
    return PLANNED.search(low[: first.start()]) is not None and not AFTER_FIRST.search(low)

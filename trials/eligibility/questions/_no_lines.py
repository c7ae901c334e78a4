"""A passage that lets in no earlier treatment, or a title of a first line → limits. Pure.

Called by prior_lines.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from trials.eligibility.patterns import compiled
from trials.eligibility.questions import _for_whom as whom
from trials.eligibility.questions import _therapies as therapies
from trials.eligibility.questions._passages import Passage
from trials.eligibility.stances import stance

ADVANCED = compiled(
    r"\b(?:metasta\w*|late[- ]stage|advanced|incurable|unresectable|non-?curative|mbc|abc|stage iv|inoperable|mtnbc|"
    r"recurrent|"
    r"palliative|r/m)\b"
)
EXCEPT = compiled(
    r"\b(?:except|unless|other than|excluding|exception)\b(?![^.;]{0,40}adjuvant)"
    r"(?! (?:for |of |in case of |a |an |the |prior |previous |palliative |diagnostic |local |\w+al ){0,3}"
    r"(?:radi(?:ation(?!-?\s?sensiti)|other)|surg|biops|excision|lumpectom|mastectom|bone[- ]targeted|bisphosph|"
    r"denosumab))"
)
BUT_A_BIOPSY = compiled(r"\b(?:except|other than|excluding|apart from)\b[^.;,]{0,40}\bbiops\w*[^.;,]{0,30}")
SHORT_USE = compiled(
    r",? (?:except|other than|excluding|with the exception)(?: for| of)?\b[^.;(),]{0,24}?\b(?:\d+|one|two|three|four)"
    r"(?: \(\w+\))? (?:days?|weeks?) of\b[^.;]*"
)
""" "Except for ≤ 14 days of tamoxifen": so short a use is no line."""
SYSTEMIC = compiled(
    r"\b(?:systemic(?:ally)?|anti-?\s?cancer|anti-?\s?neoplastic|anti-?\s?tumou?r)\b(?:\W{1,3}(?:[\w-]+\W{1,2}){0,4}?"
    r"(?P<noun>therap(?:y|ies)|treatments?|medications?|chemotherap(?:y|ies))(?:[- ](?:treatment[- ])?na[iï]ve\b)?)?"
)
OF_THIS = (
    r"(?:the |this |their |a |any |current(?:ly)? |present |index |primary |invasive |locally |"
    r"study |newly |diagnosed |diagnosis |of |un)*(?:advanced|metasta\w*|recurrent|resectable|mbc|abc|bc\b|"
    r"breast|cancer\b|disease\b|(?:adeno)?carcinoma|stage|locali[sz]ed|early|malignan)"
)
ANY_KIND = (
    r"(?:(?:any|prior|previous|earlier|other|cancer|breast cancer|medical|oncologic|oncological|forms? of|"
    r"types? of|lines? of) )*"
    r"(?:therap(?:y|ies)|treatments?)(?: of any (?:kind|type|sort))?"
)
BEFORE_ENTRY = (
    r"(?:at any time )?(?:before|prior to) (?:the |this |their |any |study |trial |definitive )*(?:surgery|inclusion|"
    r"enrol\w+|entry|entering|registration|randomi[sz]\w+|screening|study|trial|diagnosis|participation|recruitment)\b"
)
TREATED = compiled(
    r"\b(?:treatment|therapy)[- ]na[iï]ve\b|"
    r"\b(?:no|any) (?:prior|previous) (?:therap(?:y|ies)|treatments?)(?=,? including)|"
    r"\b(?:no|without)(?: any)? (?:prior|previous|earlier) (?:(?:breast )?cancer |anti-?cancer )?(?:therap(?:y|ies)|"
    r"treatments?)\W*$|"
    r"^\W*(?:any )?(?:prior|previous) (?:breast )?cancer (?:therapy|treatment)\W*$|"
    r"^\W*(?:(?:patients?|participants?|subjects?|women|who|with|have|has|had|having|received|any|current|"
    r"ongoing|or) )+(?:prior|previous) (?:(?:breast )?cancer )?(?:therapy|treatment)\W*$|"
    r"\b(?:previously )?(?<!or )untreated,? (?:for |with systemic|(?:[\w-]+,? ){0,4}(?:breast|"
    r"metastatic|advanced|disease|tnbc|mbc|abc|stage))|"
    r"\b(?:not|never|non) (?:been |yet )*(?:previously )?(?:systemically )?treated (?:for|before)\b|"
    r"\b(?:cancer|carcinoma|disease|patients|women|who|^)\b[^.;:]{0,25}\b(?:not|never|non) (?:been |yet )*"
    r"(?:previously )?treated(?:\W*$|,| \()|"
    r"\b(?:prior|previous|any|no|received|had|begun|started|initiated) " + ANY_KIND + r"(?:(?:,? (?:including|such as)"
    r"[^.;]{0,60})? (?:for|of|in) " + OF_THIS + r"| " + BEFORE_ENTRY + r")|"
    r"\b(?:(?:previously|already) treated|treated (?:previously|before)) for " + OF_THIS + r"|"
    r"\b(?:not|never) (?:yet )?(?:received|begun|started|initiated|had) (?:any )?(?:breast )?(?:cancer|oncolog\w+) "
    r"(?:therap(?:y|ies)|treatments?)"
)
OF_A_KIND = compiled(r"endocrine|hormon|immuno|target|biolog|steroid|cortico|\b(?:chemo|cytotoxic)")
NOT_OF_IT = compiled(r"\bnon-?\s?(?:hormon\w*|endocrine)")
FOR_IT = compiled(r"(?<!naive )(?<!naïve )\bfor $|(?<!or )(?<!and )(?<!any )\bother $")
""" "A drug for antitumour therapy", "received other antitumour therapy"."""
KIND_FIRST = compiled(r"\b(?:hormon\w*|endocrine|targeted|biological)\s$")
""" "Hormonal anti-cancer therapy"."""
NAIVE = compiled(r"na[iï]ve|untreated|\b(?:not|never|non) (?:been |yet )*(?:previously |systemically )*treated|^not\b")
NAIVE_OF_IT = compiled(r"[- ](?:treatment[- ])?na[iï]ve\b")
NAIVE_OF_A_DRUG = compiled(
    r"(?<!\w)(?!(?:be|are|is|who|diagnosed|with|and|patients?|participants?|subjects?|women|for|in|of|disease|cancer|"
    r"metastatic|advanced|an?|the|all|must|has|have|previously|confirmed|untreated|systemic|anti-?cancer|line)\W)"
    r"[\w/)]+[\s-]$"
)
NOT_ALL_NAIVE = compiled(
    r"na[iï]ve\W+(?:or|and/or)\b|\bor\W+(?:[\w-]+[- ])?na[iï]ve|\bmay be\b[^.]{0,20}na[iï]ve|\bna[iï]ve (?:patients|"
    r"participants) may\b|\b(?:tki|ici|inhibitor|immunotherapy)\)?\W+(?:treatment[- ])?na[iï]ve"
)
NEGATED = compiled(r"\b(?:no|not|never|without|hasn't|haven't|untreated|na[iï]ve (?:to|for|of))\b[^.;]{0,70}$")
OTHER_OF_IT = compiled(r"\bother (?:[\w-]+,? ){0,3}$")
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
    r"\bcontralateral|\bdcis\b|\blupus|\bosteopor|\bmenstrua|\bbrain(?! irradiat| radi)|\bcns\b|"
    r"\bnervous|\bmalignancy (?:that|which|requir)"
)
ANY_ILLNESS = compiled(
    r"\bfor (?:any|this or (?:any )?(?:an)?other) (?:(?:type|kind) of )?(?:cancers?|malignan\w+|tumou?rs?)\b"
)
""" "For any cancer": for this one as well."""
AND_MUST = compiled(r",? and (?:must|should|are|is|who|plan\w*|scheduled)\b")
AT_A_TIME = compiled(
    r"[<≤] ?\d+ (?:weeks?|days?)|\breceiving (?:any )?other\b|\bpre-?randomi|"
    r"\bat (?:that|the same) time\b|\bat the time of\b|\bcertain\b|"
    r"\breceiving (?:any )?chemo|\bspecified\b|"
    r"\bpost-?treatment\b"
)
RECOVERED = compiled(r",? (?:but|and) must (?:also )?have recovered\b[^.;]*")
YEARS = compiled(
    r"\b(?:within|in|during|over) (?:the )?(?:past|last|previous|prior|preceding)?\s*\S+(?: \(\d+\))? years?"
)
OF_THIS_DISEASE = compiled(
    r"\b(?:this|current|breast|invasive|study|disease|cancer|primary|index|anti-?\s?(?:cancer|tumou?r|neoplastic))\b"
)
EARLIER = compiled(r"\bprior|previous|na[iï]ve")
HAD = compiled(
    r"\b(?:prior|previous(?:ly)?|earlier|already|received?|accepted|receipt|history of|any|no|without|not|never|"
    r"had|has|have|"
    r"treated|"
    r"treatment "
    r"with|therapy with|lines? of|undergone|naive|naïve|untreated)\b[^.;]{0,70}$"
)
NOT_HAD = compiled(
    r"\b(?:containing|related to|due to|requir\w+|not including|"
    r"eligible for|safety of|candidates? for|absence of|respon\w+ to|refractory to|"
    r"resistan\w+ to|eliminated "
    r"by|complet\w+|completion of|following|after|during|(?<!or )concurrent|planned|ongoing|outcome of|effects? of|"
    r"prior to|before|need for|"
    r"for which no|treatment with standard|plan\w* for|intoleran\w+ \w+)\W+(?:[\w-]+\W+){0,5}$"
)
RELATED = compiled(r"\b(?:related|due|secondary|attribut\w+|owing) to\W+(?:the |a |any )?$")
NARROWED = compiled(
    r"(?:based|containing|dose|adjuvant|induction|intensive|maintenance|oral|peri-?operative|preoperative|intravesical|"
    r"intraperitoneal|arterial|topical|local|intrathecal|platinum|taxane|fluoropyrimidine|selected|assigned|inhibitor|neurotoxic|replacement|non)[\s)/-]+"
    r"(?:systemic |cytotoxic )?$"
)
AS_WELL = compiled(
    r"\b(?:prior|previous|earlier|past)(?:,? (?:and/or|or|and) |, |/)(?:(?:planned|ongoing|current|concurrent|"
    r"concomitant)(?:,? (?:and/or|or|and) |, |/| )){1,3}(?:[\w-]+ ){0,3}$|"
    r"\b(?:planned|ongoing|current|concurrent|concomitant)(?:,? (?:and/or|or|and) |, |/)(?:prior|previous|"
    r"earlier|past) (?:[\w-]+ ){0,3}$"
)
""" "Prior, planned or ongoing chemotherapy": the earlier one as well."""
ILLNESS_WITH = compiled(
    r"\b(?:cancer|disease|carcinoma)\W+with (?:an? )?(?:prior |previous )?history of (?:[\w-]+ ){0,2}$"
)
""" "Recurrent cancer with a history of chemotherapy": the recurrence keeps out."""
OUGHT_NOT = compiled(r"\b(?:must|may|should|can|shall) ?not (?:have|had)\b|\bmust be\b")
""" "Must not have received …" below the heading of the exclusions is what is asked, not who is kept out."""
NOT_GIVEN = compiled(
    r"[^.;()]{0,70}\b(?:has|have|was|were) not (?:been )?(?:performed|given|received|administered|used)\b"
)
NOT_LET = compiled(r"[^.;()]{0,70}\b(?:is|are) (?:not (?:allowed|permitted)|prohibited)\b")
TO_ENTRY = compiled(r" " + BEFORE_ENTRY)
ENTRY = compiled(r"\W{1,2}(?!\w+(?: to)? (?:the )?(?:definitive )?surgery)" + BEFORE_ENTRY)
BEGUN = compiled(
    r"[^.;()]{0,40}\b(?:has|have|was|were) already (?:been )?(?:started|commenced|begun|initiated|given)\b"
)
FOR_THIS = compiled(r" (?:treatment |regimens? )?(?:for|of) " + OF_THIS)
PROGRESS = compiled(r"\b(?:progress\w*|relaps\w*|candidate|dose|cumulative)\b")
ADMITS = compiled(r"\b(?:allowed|permitted|acceptable|eligible(?! for))\b")
BUT_ANOTHER = compiled(r"\bbut (?![^.;]*\b(?:chemo|systemic|adjuvant|line|regimen|therap))[^.;]*")
""" "No prior chemotherapy, but biopsy of the sentinel node is allowed": still none."""
BRACKETS = compiled(r"\([^()]*\)")
EARLY_ONLY = compiled(r"\badjuvant|\bneo-?adjuvant|\bpreoperative")
DENIES = compiled(r"\bno|without|never|na[iï]ve|untreated|n't")
"""One of them stands wherever somebody had nothing; among the exclusions none need."""
OR_WITH = compiled(r"\bor (?:with|who (?:have )?(?:had|received)) (?:prior|previous|treatment)")
EITHER_SETTING = compiled(
    r"adjuvant(?: setting)?[\s,/)]{0,3}(?:and/or |or |and )?(?:the |in the )?(?:metasta|palliative|"
    r"(?:locally )?advanced)|metasta\w*,? or (?:\w+ )?\(?(?:neo)?-?adjuvant"
)
EARLY_LET = compiled(
    r"\b(?:except|unless|other than|excluding|exception)\b[^.;]{0,40}adjuvant|"
    r"adjuvant[^.;)]{0,70}\b(?<!not )(?:allowed|permitted|eligible|acceptable|not count)"
)
""" "No prior chemotherapy (adjuvant chemotherapy is allowed)": none for advanced disease."""
FIRST_LINE = compiled(r"\b(?:first|1st|front)[- ]?line\b")
UNTREATED_YET = compiled(r"\W*(?:(?:patients|participants|women) with )?(?:[\w-]+ ){0,3}untreated\b")
UNTREATED = compiled(r"\b(?:treatment[- ]na[iï]ve|previously untreated)\b")
COUNTED = frozenset({"chemotherapy", "adc", "endocrine", "anti_her2"})
"""Classes of which "no prior …" is a limit of lines."""


class Limit(NamedTuple):
    """Lowest and highest number of earlier lines; both None where what is counted is no limit."""

    of: str
    setting: str
    least: int | None
    most: int | None

    @property
    def key(self) -> str:
        return f"{self.of}/{self.setting}"


def none(passage: Passage) -> Iterator[Limit]:
    """ "No prior systemic therapy for metastatic disease"."""
    low = passage.low
    if not passage.excludes and DENIES.search(low) is None:
        return
    has_window = passage.has_window
    if ("except" in low or "other than" in low or "excluding" in low) and SHORT_USE.search(low):
        low = SHORT_USE.sub("", low)
        has_window = therapies.has_window(low)
    if not (
        "systemic" in low  # one of them stands wherever treatments of any kind are named
        or "anti" in low
        or "treat" in low
        or "therap" in low
        or any(each.slug in COUNTED for each in passage.sentence.mentions)
    ):
        return
    if (
        has_window
        or (
            therapies.is_harm(_main(passage.bare if low is passage.low else low))
            and not UNTREATED.search(low)
            and not UNTREATED_YET.match(low)
        )
        or ("year" in low and YEARS.search(low))
        or (not EARLIER.search(low) and therapies.now(_main(low)) >= 0)
        or AT_A_TIME.search(low)
        or OR_WITH.search(low)
        or any(therapies.has_window(each) for each in passage.above)
        or low.rstrip().endswith(":")
    ):
        return
    lets = ADMITS.search(BUT_ANOTHER.sub(" ", BRACKETS.sub(" ", low)))
    if lets and not re.search(
        r"\bnot (?:be )?$|^\W*no\b[^,;]*$|\bno (?:prior|previous) [^;.]*$", low[: low.find(lets[0])]
    ):
        if not re.search(r"\badjuvant[^.;]{0,60}$", low[: low.find(lets[0])]):
            return
    excluded = passage.excludes
    advanced = _is_advanced(low)
    systemic = _systemic(low, excluded)
    if systemic:
        naive = NAIVE.search(systemic[0]) is not None
        negated = NEGATED.search(low[: systemic.start() + 3]) is not None
        setting = "advanced" if advanced else "any"
        if not (
            advanced
            or ADVANCED.search(low)
            or systemic.re is TREATED
            or OF_THIS_DISEASE.search(low)
            or low.rstrip(" .").endswith(("therapy", "treatment"))
            or TO_ENTRY.match(low, systemic.end())
        ):
            return
        if excluded and (naive or negated) and not OUGHT_NOT.search(low):
            if advanced and (naive or re.search(r"\bnot (?:\w+ )?(?:previously )?received\b", low)):
                yield Limit("systemic", setting, 1, None)
        elif (excluded or naive or negated) and not (excluded and PROGRESS.search(low)):
            yield Limit("systemic", setting, None, 0)
        return
    named = {each.slug for place in passage.places for each in place.group}
    counted = [
        (each, term.slug)
        for each in passage.places
        for term in each.group
        if term.slug in COUNTED and each.end <= len(low)
    ]
    for place, of in counted:
        start, end, _ = place
        before, after = low[:start], low[end:]
        naive = NAIVE_OF_IT.match(after) is not None
        if naive and ((excluded and not OUGHT_NOT.search(before)) or NOT_ALL_NAIVE.search(low)):
            continue
        not_given = (
            NOT_GIVEN.match(after) is not None
            or NOT_LET.match(after) is not None
            and EARLIER.search(before) is not None
        )
        if not (
            naive
            or not_given
            or stance(passage.page, passage.sentence, place.first) == "excluded"
            or (excluded and OUGHT_NOT.search(before))
        ):
            continue
        if whom.is_conditional(low[: start + 1], low):
            continue
        if PROGRESS.search(low) and excluded:
            continue
        if not (
            naive
            or not_given
            or HAD.search(before[-80:])
            or (excluded and not before.strip(" -*") and _is_all_of_its_line(passage, after, advanced))
            or (excluded and (ENTRY.match(after) or BEGUN.match(after)))
        ):
            continue
        if _not_had(before) or NARROWED.search(before[-30:]):
            continue
        if OF_ONE_DRUG.match(after) or _is_of_another_illness(low) or EXCEPT.search(low):
            continue
        if re.match(r"\s*\((?!\W*(?:e\.?g|i\.?e|includ|such|(?:neo-?)?adjuvant|prior|any))[^)]*,", after):
            continue  # "chemotherapy (docetaxel, mitoxantrone)": these
        if excluded and ILLNESS_WITH.search(before):
            continue
        if not (excluded or naive or not_given or NEGATED.search(before[-80:])):
            continue
        if not naive and EARLY_ONLY.search(BRACKETS.sub(" ", low)) and not (advanced or EITHER_SETTING.search(low)):
            continue
        if of == "endocrine" and not advanced and "chemotherapy" not in named:
            continue
        if of == "adc" and not advanced:
            continue
        if of == "anti_her2" and (OTHER_OF_IT.search(before) or "continue" in before or "ago" in after):
            continue
        yield Limit(of, "advanced" if advanced else "any", None, 0)


def _is_advanced(low: str) -> bool:
    """Whether what came before metastatic disease does not count."""
    if "adjuvant" in low:
        if EITHER_SETTING.search(low):
            return False
        if EARLY_LET.search(low):
            return True
    return ADVANCED.search(low) is not None or ("line" in low and FIRST_LINE.search(low) is not None)


def _is_all_of_its_line(passage: Passage, after: str, advanced: bool) -> bool:
    """ "Chemotherapy for metastatic disease", and not a word on how much of it."""
    return (advanced or FOR_THIS.match(after) is not None) and not passage.page.rest_of_line(passage.sentence).strip()


def _is_of_another_illness(low: str) -> bool:
    return OTHER_ILLNESS.search(ANY_ILLNESS.sub(" ", low) if " for " in low else low) is not None


def _not_had(before: str) -> bool:
    """What stands before says that it is planned, done with, or not to come."""
    return NOT_HAD.search(before[-70:]) is not None and AS_WELL.search(before[-70:]) is None


def without_biopsy(low: str) -> str:
    """No treatment, and told only because it does not count as one."""
    return BUT_A_BIOPSY.sub(" ", low) if "biops" in low else low


def _main(low: str) -> str:
    """Without what follows ", and must …" and "but … is allowed"."""
    low = without_biopsy(low)
    if " and " in low:
        low = AND_MUST.split(low, maxsplit=1)[0]
    return BUT_ANOTHER.sub(" ", low) if " but " in low else low


def _systemic(low: str, excludes: bool) -> re.Match[str] | None:
    """Where treatments of any kind are named, other than those of one drug or for another illness."""
    for match in SYSTEMIC.finditer(low) if "systemic" in low or "anti" in low else ():
        noun = match["noun"]
        if noun is None or noun.startswith("chemo") or OF_A_KIND.search(NOT_OF_IT.sub(" ", match[0])):
            continue
        if KIND_FIRST.search(low[: match.start()][-20:]):
            continue
        if OF_ONE_DRUG.match(low[match.end() :]) or _is_of_another_illness(low) or EXCEPT.search(low):
            return None
        if _not_had(low[: match.start()]) or NARROWED.search(low[: match.start()][-30:]):
            return None
        if FOR_IT.search(low[: match.start()][-20:]):
            return None
        if EARLY_ONLY.search(BRACKETS.sub(" ", low)) and not (ADVANCED.search(low) or _is_advanced(low)):
            return None
        if not (
            NEGATED.search(low[: match.start()])
            or HAD.search(low[max(0, match.start() - 80) : match.start()])
            or match[0].endswith("ve")
            or (excludes and not low[: match.start()].strip(" -*") and ADVANCED.search(low, match.end()))
            or ENTRY.match(low, match.end())
        ):
            return None
        return match
    treated = TREATED.search(low)
    if (
        treated is None
        or (treated[0].endswith("ve") and NAIVE_OF_A_DRUG.search(low[: treated.start()]))
        or NOT_ALL_NAIVE.search(low)
        or RELATED.search(low, 0, treated.start())
        or _is_of_another_illness(low)
        or EXCEPT.search(low)
        or WITH_A_DRUG.match(low[treated.end() :])
    ):
        return None
    if not NAIVE.search(treated[0]) and EARLY_ONLY.search(BRACKETS.sub(" ", low)) and not ADVANCED.search(low):
        return None
    return treated

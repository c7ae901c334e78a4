"""What is counted where lines are counted: any treatment, chemotherapy, endocrine, anti-HER2, conjugates. Pure.

Called by _counted_lines.py.
"""

from __future__ import annotations

import re

from trials.eligibility.patterns import compiled, seldom

NOUN = compiled(
    r"\b(?:(?:(?:chemo)?therapy|(?:chemo)?therapeutic|treatment) )?(?P<noun>lines?|regimen(?:t?s)?|therap(?:y|ies)|"
    r"treatments?|"
    r"chemotherap(?:y|ies)|adcs?|antibody[- ]drug conjugates?)\b(?:\(s\))?"
    r"(?!\W{1,3}(?:courses?|cycles?|doses?|sessions?|visits?|appointments?|lines?|"
    r"regimens?)\b)"
)
NOUN_BEFORE = seldom(
    r"\b(?P<of>(?:\w+[ -]){0,3})(?:lines?|regimens?|chemotherapies)(?:\(s\))?\s*(?P<with>(?:of|for|in)[^.;:,]{0,60}?)?"
    r"(?:is|are|was|were|:|,|must be|should be|\()?\s*$"
)
TREATMENTS_BEFORE = compiled(
    r"\b(?P<of>(?:(?:prior|previous|earlier|rescue|salvage|systemic|anti-?cancer|antitumou?r|advanced) ){1,3})"
    r"(?:treatments|therapies)\s*(?P<with>(?:of|for)[^.;:,]{0,60}?)?(?:is|are|was|were|:|,|must be|should be|\()?\s*$"
)
COMPLEMENT = compiled(r"\s+(?:of|with|containing|consisting of)\s+(?!no\b)(?P<of>[^,;(]{0,70})")
COMPLEMENT_ENDS = compiled(
    r"\b(?:and(?!/)|or (?:is|are|was|who|have|has|had|for|disease|relaps\w*|progress\w*|those|refus\w*|intoleran\w*|"
    r"declin\w*|recurren\w*|unable|not|no|more than|at least|up to|\d)|"
    r"for|in|that|which|including|includes?|included|after|prior to|before|"
    r"followed|is|are|was|were|and (?:have|has|had|must|"
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
    "lines regimen regiments "
    "regimens chemo chemotherapy chemotherapies chemotherapeutic endocrine hormone hormonal et ht estrogen "
    "antiestrogen adc adcs "
    "antibody drug conjugate conjugates or and different distinct additional the a total established approved fda "
    "effective "
    "palliative salvage medical pharmacological known available single agent modality s lot rescue overall unique "
    "with an by separate more full complete breast first second primary further any metastatic advanced locally "
    "recurrent directed number "
    "targeted her her2 anti".split()
)
"""Words in which treatments of any kind, or of a kind that the guide names, are counted; "one line of X" is no line."""
NOT_OF_IT = compiled(r"\bnon-?\s?(?:hormon\w*|endocrine)(?:[- ]based)?")
""" "One line of non-endocrine therapy": of any other."""
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
    r"resistan\w*|pre-?treat(?:ed|ment)|treated|after|following|intoleran\w*|history|earlier|exposure)\b"
)
TO_COME = compiled(
    r"\b(?:plan\w*|schedul\w*|eligible (?:for|to)|will (?:be|receive)|to receive|intend\w*|candidates? for|amenable|"
    r"suitable|be categori[sz]ed|component of|required? to acquire)\b[^.;]{0,60}$"
)
OF_DRUGS = compiled(r"\b(?:agents?|drugs?)\b")
JOINED = re.compile(r"\s*(?:and/or|or|and|/)\s*((?:[\w-]+ ){0,2}(?:therap\w+|chemo\w*))")
LABEL = compiled(
    r"(?:^|[.;])\W*(?:(?:prior|previous) )?(?P<of>endocrine|hormonal?|hormone)[- ](?:therapy|treatment)\s?:\W*$"
)
""" "Endocrine therapy: up to one line"."""
CHEMO_BEFORE = compiled(
    r"\bchemotherap\w*\W*(?:(?!and\b|or\b|lines?\b|regimens?\b|therap|treatment|with\b)\w+\W+){0,9}$"
)


def kind(low: str, lead: str, match: re.Match[str]) -> tuple[str | None, bool]:
    """What is counted, and whether it is a part of that only ("platinum-based chemotherapy"); None when it is something
    else, or treatments of one kind that have no name in the guide."""
    what = match["what"]
    before = low[max(0, match.start() - 70) : match.start()]
    noun = NOUN.search(what)
    if noun is None or noun.start() > 60 or NOT_LINES.search(what[: noun.start()]):
        noun_before = NOUN_BEFORE.search(before) or TREATMENTS_BEFORE.search(before)
        if noun_before is None or NOT_LINES.match(what.strip()):
            return None, False
        named = f"{noun_before['of']} {COMPLEMENT_ENDS.split(noun_before['with'] or '')[0]}"
        noun_text = "lines"
    else:
        rest = what[noun.end() :]
        complement = COMPLEMENT.match(rest)
        with_what = COMPLEMENT_ENDS.split(complement["of"])[0] if complement else ""
        joined = JOINED.match(rest)
        named = f"{what[: noun.end()]} {with_what} {joined[1] if joined else ''}"
        noun_text = noun["noun"]
        if noun.start() < 2 and not complement and (noun_before := NOUN_BEFORE.search(before)):
            if CHEMO.search(noun_before["of"]) or ENDOCRINE.search(noun_before["of"]):
                named = f"{noun_before['of']} {named}"  # "chemotherapy lines must be no more than 2 lines"
    if noun_text.startswith(("line", "regimen")) and ":" in before and (label := LABEL.search(before)):
        named += f" {label['of']}"
    if TO_COME.search(before) or OF_A_DRUG.search(what[:100]):
        return None, False
    if not noun_text.startswith(("line", "regimen")) and not (
        PAST.search(before)
        or PAST.search(low[match.start() : match.start() + 60])
        or (PAST.search(lead) and not OF_DRUGS.search(what))
    ):
        return None, False
    if (
        noun_text.startswith(("line", "regimen"))
        and not CHEMO.search(named)
        and CHEMO.search(before)
        and CHEMO_BEFORE.search(before)
    ):
        named += " chemo"
    named = WITH_EARLY.sub(" ", NOT_OF_IT.sub(" ", named))
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

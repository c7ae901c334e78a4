"""What a passage says of one of its treatments: `stances.py` by its cues, mended by how one writes of treatments. Pure.

Called by prior_therapy.py.
"""

from __future__ import annotations

from trials.eligibility import stances
from trials.eligibility.answers import Stance
from trials.eligibility.patterns import compiled
from trials.eligibility.questions._passages import Passage, Place

PROVIDED_NOT = compiled(
    r"\b(?:allowed|permitted|eligible|acceptable|may|can|not excluded)\b[^.;]*"
    r"\b(?:provided|providing|as long as|so long as|on (?:the )?condition)\b[^.;]*"
    r"\b(?:no|not|never|without)\b"
    r"(?! (?:more|longer|evidence|progress|relaps|recurr|sign|residual|active|further))[^.;]*$"
)
""" "Surgery is allowed, provided that no prior taxane was given": a taxane keeps out."""
PROVIDED = compiled(r"\b(?:provided|providing|as long as|so long as|on (?:the )?condition)\b")
PROVIDED_HAD = compiled(r"\b(?:prior|previous\w*|receiv\w+|treated|given|expos\w+|had|used|includ\w+|contain\w*)\b")
LACKS = compiled(
    r"\w[^.;]*\b(?:who|which|that|and|with)\b(?: (?:have|has|had))?(?: had| received)? "
    r"(?:no|not (?:had|received|been treated with))\b(?: (?:any|prior|previous|earlier))*[^.;,]{0,25}$"
)
""" "A BRCA mutation and no prior PARP inhibitor", among the exclusions: the lack keeps out, not the treatment."""
ANY_LENGTH = compiled(
    r"\b(?:any|no limit \w+|regardless of|irrespective of)(?: the)? (?:\w+ )?"
    r"(?:duration|number|length|amount|time|setting)\b"
)
HAS_HAD = compiled(
    r"\W*(?:patients? |participants? |subjects? )?(?:(?:must |should )?ha(?:ve|s) )?(?:previously )?received\b"
)
""" "Received a taxane, any number of cycles permitted": the number is free, not the taxane."""
ANY_NUMBER = compiled(
    r"[^.;]{0,40}\bany number of\b[^.;]*\b(?:includ|contain|of which|must)[^.;]*\bat least\b[^.;]{0,60}$"
)
""" "Any number of lines, of which at least one with a taxane"."""
OR_WITHOUT = compiled(r"[ ,(]{1,3}(?:(?:therapy|treatment|regimen|monotherapy) )?\(?with(?: or |/)without\b")
NO_FIRST = compiled(r"\b(?:no|not|never|without)\b[^.;,]*(?:\([^()]*)?\Z")
""" "Relapse on tamoxifen with or without chemotherapy": tamoxifen was had."""
OR_PRIOR = compiled(
    r"\b(?:except|excluding|other than)\b[^.;]*,\s*(?:or|and/or)\s+"
    r"(?:any |prior|previous|history of|receipt)[^.;,]{0,40}\Z"
)
""" "Another cancer, excluding that of the skin, or prior chemotherapy"."""
NOT_FIT = compiled(
    r"\bnot (?:be )?(?:amenable|suitable|candidates?|eligible|resectable|curable|operable|appropriate)\b"
    r"(?:(?!\b(?:no|not|never|without|who have)\b)[^.;]){0,60}[,)](?:(?!\b(?:no|not|never|nor|without)\b)[^.;])*"
    r"\b(?:progress|relaps|recurr|receiv|receipt|treated|after|following|prior|previous)(?:(?!\b(?:no|not|never|"
    r"nor|without)\b)[^.;])*$"
)
""" "Not amenable to surgery, with progress after a taxane": the "not" is of the surgery."""
OR_UNFIT = compiled(
    r"(?:(?!\band (?:has|have|is)\b|\brefractory|\bintoler)[^.;()]){0,60}\bor (?:(?:is|are|was|were|be|been|deemed|considered) ){0,2}"
    r"(?:not (?:a )?(?:suitable|eligible|candidates?|appropriate)|unsuitable|ineligible)\b"
)
""" "A prior taxane, or not suitable for it": one of two ways in."""
NO_RESPONSE = compiled(
    r"\b(?:no|not|without)\b(?: \w+){0,3}? (?:response|responded|remission)\b[^.;]{0,40}"
    r"\b(?:to|after|on|with|during|following)\b[^.;]*$"
)
""" "No complete response after a taxane": she had one."""
NOT_DONE = compiled(
    r"[^.;]{0,90}\b(?:has|have|had) not been (?:performed|given|received|administered|done|carried out|started)\b"
)
PERMITS = compiled(r"\b(?:allowed|permitted|eligible|acceptable)\b")
PERMITTED = compiled(r"[^.;()]{0,40}\b(?:allowed|permitted|permissible|eligible|acceptable)\b")
NONE_OF_THESE = compiled(r"\W*no (?:prior|previous)\b[^.;()]*\((?:i\.?e\.?|e\.?g\.?|including|such as)[^()]*$")
""" "No prior treatment for metastatic disease (i.e. chemotherapy or radiotherapy)"."""


EXCEPTED_IF = compiled(
    r"\b(?:allowed|permitted|eligible|acceptable)\b.*"
    r"\b(?:except|unless)(?: if| when| where)?\W+(?:(?:it|this|they) (?:included|contained) )?$|"
    r"\b(?:except|unless)(?: if| when| where)\W+$"
)
INCLUDED = compiled(r"\W*(?:was|were|had been|has been) (?:included|part of|given|used|contained|administered)\b")
""" "Adjuvant chemotherapy is allowed (except if capecitabine was included)"."""
IF_ELIGIBLE = compiled(r"[^.;]{0,30}\b(?:if|when|where) (?:they are |the patient is )?eligible\b")
MUST_HAVE = compiled(r"\bmust have\b[^.;]*$")


def said(passage: Passage, place: Place, *, continues: bool) -> Stance:
    """`continues`: what stands before it in the same clause is excluded."""
    mention = place.first
    if ")" in (name := passage.low[place.start : place.end]) and "(" not in name:
        mention = mention._replace(start=mention.end - 1)  # "… receptor 2 (HER2) directed": not within these brackets
    found = stances.stance(passage.page, passage.sentence, mention)
    before = passage.low[: place.start]
    if (
        found != "excluded"
        and ("provid" in before or "long as" in before or " condition" in before)
        and PROVIDED.search(before)
        and PROVIDED_NOT.search(before)
        and (PROVIDED_HAD.search(before[-90:]) or not passage.excludes)
        and not PERMITTED.match(passage.low, place.end)
    ):
        return "excluded"
    if (
        found != "excluded"
        and not passage.excludes
        and ("except" in before or "unless" in before)
        and INCLUDED.match(passage.low, place.end)
        and EXCEPTED_IF.search(before)
        and ("allowed" in before or PERMITS.search(f"{passage.lead} {before}"))
    ):
        return "excluded"
    if found == "allowed" and IF_ELIGIBLE.match(passage.low, place.end) and MUST_HAVE.search(before):
        return "demanded"  # "eligible" says nothing of the trial
    if found == "mentioned" and OR_WITHOUT.match(passage.low, place.end):
        return "excluded" if passage.excludes or NO_FIRST.search(before) else "demanded"
    if found == "allowed" and passage.excludes and OR_PRIOR.search(before):
        return "excluded"
    if found == "allowed" and not passage.excludes and "any number" in before and ANY_NUMBER.match(before):
        return "demanded"
    if (
        (found == "allowed" or found == "mentioned")
        and not passage.excludes
        and ANY_LENGTH.search(passage.low, place.end)
        and (HAS_HAD.match(before) or MUST_HAVE.search(before))
    ):
        return "demanded"
    if found == "excluded":
        if not passage.excludes and "not " in before and NOT_FIT.search(before):
            return "demanded"
        if not passage.excludes and OR_UNFIT.match(passage.low, place.end) and not NO_FIRST.search(before):
            return "demanded"
        if ("respon" in before or "remission" in before) and NO_RESPONSE.search(before):
            return "mentioned" if passage.excludes else "demanded"
        if passage.excludes and " no" in before and LACKS.search(before) and not PERMITS.search(before):
            return "mentioned"
        return found
    if (
        found == "demanded"
        and not passage.excludes
        and " not been " in passage.low
        and NOT_DONE.match(passage.low, place.end)
    ):
        return "excluded"
    if found == "demanded" and continues and not stances.acting(passage.page, passage.sentence, place.first):
        return "excluded"  # too far from the "not" that its list began with
    if found == "demanded" and NONE_OF_THESE.match(passage.low[: place.start]):
        return "excluded"
    return found

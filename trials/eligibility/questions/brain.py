"""Brain metastases, as two answers: are they demanded, and which is the least restrictive status that is admitted.

`admitted`: untreated > stable > none. An exclusion admits what it does not name ("untreated brain metastases" keeps out
the untreated, so the stable may enter); what is expressly allowed counts more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials import vocabulary
from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page, Sentence
from trials.eligibility.patterns import compiled
from trials.eligibility.questions.scope import is_elsewhere
from trials.eligibility.stances import stance

NAME = "brain"
TIERS = ("none", "stable", "untreated")

SPREAD = compiled(
    r"\b(?:brain|cns|central nervous system|nervous system|intracranial|intracerebral|cerebral|"
    r"cerebellar|brainstem|parenchymal)\b[^.;:]{0,50}?(?:metast|\bmets?\b|lesion|involve|\bdisease\b|"
    r"spread|malignanc|\bcancer\b|progression|\blocali[sz]ations?\b|\btumou?rs?\b)"
    r"|(?:metast\w*|\bmets\b|lesions?|involvement|spread|disease|"
    r"progression)\W+(?:\w+\W+){0,8}?(?:brain|cns|central nervous system|nervous system|intracranial|"
    r"cerebral)\b|\bbrms?\b|\bbcbm\b|\b(?:tumou?r|cancer|disease) involv\w+ (?:the )?(?:cns|central nervous)"
)
NOT_SPREAD = compiled(
    r"\b(?:primary (?:brain|cns|central nervous|intracranial)|strokes?|seizures?|organic brain|(?:cerebral|"
    r"brain) disease|"
    r"mental|psychiatr|risk (?:for|of) bleeding|penetra|dementia|degenerat|autoimmune|(?:brain|"
    r"cns|nervous system) (?:disorders?|abnormalit|bleed|hemorrhage|ischemi|infection|vasculitis|"
    r"trauma|injury|toxicit|prophylaxis)|demyelinat|epilep|steroids? (?:for|to treat|to control) "
    r"(?:brain|cns)|brain (?:mri|imaging|ct|scan)s? (?:is|are|will be|must be)? ?(?:required|"
    r"mandatory)|life expectancy)"
)
INVOLVED = compiled(
    r"^(?!.*\b(?:autoimmune|potential)).*\b(?:brain|cns|central nervous system)\W+(?:cns\W+)?(?:disease |tumou?r )?"
    r"involvement\b",
    re.DOTALL,
)
PRIMARY = compiled(
    r"\bprimary (?:\w+ ){0,3}(?:brain|cns|central nervous|intracranial)|(?:brain|cns|central nervous "
    r"system)\W+(?:\w+\W+){0,2}(?:primary|tumou?rs?\b)(?!\W+(?:\w+\W+)?metast)"
)
ONLY_PRIMARY = compiled(r"\b(?:excluding|except(?: for)?|other than)\W+(?:\w+\W+){0,3}primary\b")
ACTIVE = compiled(
    r"\b(?:untreated|un-treated|active|actively|un-?controll\w+\b(?! symptoms?\b)|not (?:been )?(?:\w+ "
    r"){0,2}(?:controlled|treated|stable|irradiated|resected|removed)|unstable|non-?stable|progress\w*|growing|"
    r"enlarging|evolving|recurrent|new\b|unirradiated|inadequately|poorly controlled|not (?:\w+ "
    r"){0,3}stable|unresolved|without (?:prior |previous |adequate )?(?:treatment|therapy|"
    r"radiotherapy|local)|clinically significant|not (?:previously |adequately )?treated|untreat\w+|"
    r"require\w* (?:treatment|therapy|steroid|ongoing|active|continued)|newly (?:diagnosed|identified|"
    r"discovered)|refractory to (?:irradiation|radiation|radiotherapy|surgery|treatment|therapy))"
)
URGENT = compiled(
    r"\b(?:(?<!a-)(?<!non-)symptomatic\b|(?<!life-)(?<!life )threatening|(?:needs?|needing|requir\w*|in need of|"
    r"indication for)[^.;]{0,40}\b(?:immediate|urgent|emergency|local|emergent|intervention|surgery|"
    r"radiation|radiotherapy|treatment|therapy|steroid\w*|corticosteroid\w*|dexamethasone)\b|"
    r"impending\b|clinical symptoms\b|rapidly progress\w*|midline shift|herniation|"
    r"uncontrolled (?:symptom|seizure)\w*|symptoms\b)"
)
LETS_OFF = compiled(
    r"\b(?:unless|except|excepting|exception\w*|provided|as long as|if (?:they|the|it|patients?|"
    r"subjects?|participants?|treated|stable|asymptomatic|clinically|adequately|previously|all|brain|"
    r"cns|symptomatic|there|definitive)|only if|without (?:evidence|prior|previous|radiographic|"
    r"radiological|clinical)|other than|who (?:have|are) (?:not|been|un))\b"
)
STABLE = compiled(
    r"\b(?:treated|stable|controlled|inactive|irradiated|radiated|resected|completed?|received|definitive|"
    r"following (?:treatment|radiation|radiotherapy|surgery)|after (?:treatment|radiation|"
    r"radiotherapy|local|surgery|completion|therapy)|stability|prior (?:treatment|radiotherapy|"
    r"radiation|wbrt|local|surgery|definitive|therapy|whole|cns)|previous(?:ly)?|treatment (?:has|was|"
    r"completed)|underwent|undergone|no evidence of progression|had (?:surgery|radiation|"
    r"radiotherapy)|radiotherapy|surgery|radiation)\b"
)
UNTREATED = compiled(
    r"\b(?:(?<!\bsymptomatic )untreated|not (?:previously )?(?:been )?treated|treated or untreated|"
    r"untreated or treated|with(?:out)? or with(?:out)?|newly diagnosed|not requir\w* (?:immediate|"
    r"urgent|local|treatment|therapy|any)|do(?:es)? not (?:need|require) (?:immediate|urgent|local|"
    r"any (?:immediate|local)|cns|treatment|therapy|radio)|no (?:immediate )?(?:need|indication) for "
    r"(?:immediate|local|urgent|radio|treatment)|without (?:prior|previous) (?:local |cns |brain "
    r")?(?:treatment|therapy|radio)|no prior (?:local|brain|cns|radio)|treatment[- ]na[iï]ve|"
    r"regardless of(?! (?:the )?clinical))\b"
)
ASYMPTOMATIC = compiled(
    r"\b(?:asymptomatic|non-?symptomatic|clinically silent|without (?:neurological |clinical |cns |"
    r"any )?symptoms|no (?:neurological |clinical |cns )?symptoms|neurologically stable|small|minimal|"
    r"limited)\b"
)
ALLOWS = compiled(
    r"\b(?:allowed|permitted|eligible|acceptable|may (?:be|have|participate|enroll|enter|still)|can "
    r"(?:be|participate|have|enroll)|not excluded|not exclud\w+|will be (?:allowed|eligible|included|"
    r"permitted)|included|considered for (?:inclusion|enrol\w+)|"
    r"can consider participat\w+|"
    r"admitted|not an exclusion|exception\w*|are ok(?:ay)?)\b"
)
REFUSES = compiled(
    r"\b(?:not (?:be )?(?:allowed|permitted|eligible|acceptable|enrolled)|ineligible|excluded|"
    r"exclusion|excludes|prohibited)\b"
)
DEMANDS = compiled(
    r"\b(?:at least (?:one|1)|must have|diagnos\w+|confirmed|presence of|with|measurable|evidence of|"
    r"documented|newly|history of|have|one to|1-|1 to|\d+ or more|radiographic\w*|mri|patients with)\b"
)
MUST_BE_STABLE = compiled(
    r"\b(?:brain|cns) (?:or meningeal )?(?:metastas[ei]s|lesions|involvement)\W+(?:must|should|need to) (?:not )?"
    r"(?:be|have)\b[^.;]{0,60}\b(?:stable|treated|controlled|irradiated|resected|remission)\b"
    r"|\bif present\b[^.;]{0,30}\b(?:must|should|need|has to|have to)\b[^.;]{0,40}\bstable\b"
    r"|\bto document stable\b|\bfor (?:controlled|treated|stable) (?:brain|cns)\b[^.;]{0,40}\b(?:must|should)\b"
)
"""Under exclusions, and yet a condition of entry."""
ENTERS = compiled(
    r"\b(?:are|is|was|were|will be|may be|can be|remain) (?:also |still |therefore )?(?:considered |deemed )?(?:to "
    r"be )?"
    r"(?:allowed|permitted|eligible|acceptable|enrolled|included|admitted|exempt)\b|\bcan consider participat\w+|"
    r"\bmay (?:still |also )?"
    r"(?:participate|enroll|enter)\b|\bnot (?:\w+ ){0,3}exclu(?:ded|sion|sionary)\b"
)
"""Said of those who may enter, in a list of exclusions."""
NO_BAR = compiled(r"\bnot (?:\w+ ){0,3}exclu(?:sion|sionary)\b")
BEGINS_ANEW = compiled(
    r"\W{0,8}(?:\d{1,2}[.)]\s?)?(?:however|note|but|patients|participants|subjects|individuals|those|people|"
    r"asymptomatic|(?:clinically )?"
    r"stable|(?:previously |adequately )?treated|prior|previous|known|presence|history|brain|cns|central)\b"
)
REASON = compiled(
    r"(?:,|:|\bbe excluded\b[^.;]{0,40}?|\s)\s?\b(?:because|as they|since they|since these|due to (?:the |"
    r"their )?(?:poor|"
    r"progressive|risk))\b[^;]*$"
)
"""Why somebody is kept out; what it speaks of is no condition."""
SYMPTOMATIC_AND = compiled(
    r"(?<!a)(?<!a-)(?<!non-)(?<!non)\bsymptomatic(?: known)? (?:(?:and|clinically|radiologically) )?(?:active|"
    r"uncontrolled|"
    r"untreated|progressive|progressing|unstable)\s(?:\w+\s){0,2}\(?(?:brain|cns|central|intracranial|cerebral)|"
    r"(?<!or )\b(?:active|uncontrolled|untreated|progressive|progressing|unstable)(?: and)? symptomatic "
    r"(?:brain|cns|central|intracranial|cerebral)"
)
"""Both at once keeps out: who has no symptoms may enter."""
LARGE = compiled(r"(?:>|≥|>=|more than|greater than|larger than|exceeding|at least|over)\s*\d+(?:\.\d+)?\s*(?:cm|mm)\b")
THOUGHT = compiled(r"\b(?:may|can|could) be (?:considered|regarded as|deemed|thought) (?=active|unstable|uncontrolled)")
"""What is thought of them is no leave to enter."""
NOT_URGENT = compiled(
    r"\b(?:brain|cns)\b[^.;]{0,90}\b(?:must|should) not (?:require|need|be in need of) (?:any )?(?:immediate|urgent)|"
    r"\bmay be (?:treated or untreated|untreated or treated)\b"
)
SYMPTOMLESS_ENTER = compiled(
    r"\b(?:with|have) (?:small,? |only )?asymptomatic (?:brain|cns|central nervous)\b(?:(?!treated|stable|"
    r"controlled)[^.;])"
    r"{0,60}(?:\bor\b[^.;]{0,110})?\b(?:can|may|are|will) (?:be )?(?:enrolled|eligible|allowed|permitted|included|"
    r"considered|"
    r"admitted)\b"
)
""" "Uncontrolled brain metastases: those with asymptomatic ones can be enrolled"."""
ANY_TIME = compiled(
    r"\bactive\b(?=[^.;,]{0,60}\bor (?:an? )?history of (?:\w+ ){0,2}(?:brain|cns|central))|"
    r"\b(?:active|current) (?:or|and/or) (?:prior|previous|past|(?:a )?history of)\b|"
    r"\b(?:history of|prior|previous|past) (?:or|and/or) (?:known |current(?:ly)? )?active\b"
)
""" "Active or prior brain metastases": of whatever time."""
TREATED_OR_NOT = compiled(r"\(?\b(?:treated (?:or|and) untreated|untreated (?:or|and) treated)\b\)?")
WORSENING = compiled(
    r"\bprogress\w* (?=(?:neurologic\w*|clinical) (?:symptoms?|deficits?|dysfunction))|"
    r"(?:\bsigns (?:or|and) symptoms of )?\bprogressive multifocal\b|\bclinically significant (?:history|seizure)|"
    r"\bseizures?\b[^.;,]{0,20}\bnot (?:\w+ )?controlled\b|"
    r"\b(?:uncontrolled|active) (?:seizures?|epilepsy)(?: \w+)? (?=(?:and/or|or|and)\b)|\bto be eligible\b"
)
"""Of symptoms and of other illness, not of the metastases."""
OF_OTHER_ILLNESS = ("progress", "signs", "clinically significant", "seizure", "epilepsy", "eligible")
OF_A_REASON = ("because", "as they", "since the", "due to")
"""One of them stands in each match; most sentences have none."""
OF_THE_MENINGES = compiled(
    r"(?:\bor|\band|,|/)\s?(?:known |clinically |any )?"
    r"(?:active|symptomatic|uncontrolled|untreated|unstable|progressive)(?: (?:or|and|/) \w+)? (?:lepto|mening|"
    r"carcinomatous mening|spinal|epidural|(?:spinal )?cord)"
)
""" "Brain metastases or active leptomeningeal disease": the first are meant whatever they are like."""
SYMPTOMATIC_ALONE = compiled(
    r"(?<!a)(?<!a-)(?<!non-)(?<!non)(?<!or )(?<!and )\bsymptomatic "
    r"(?:known |metastatic |metastases (?:to|in|of) (?:the )?)?(?:\w+ ){0,2}?\(?(?:brain|cns|central|intracranial|"
    r"cerebral)\b"
)
TREATED_ENTER = compiled(
    r"\basymptomatic\b[^.;]{0,60}\btreated\b[^.;]{0,60}\b(?:eligible|allowed|permitted|may (?:be|enter|enroll))\b"
)
THAT_ARE_WORSE = compiled(
    r"metast\w+ (?:that|which|who) (?:are|is) (?:neurologically )?(?:unstable|not stable|symptomatic|progressing)\b|"
    r"metast\w+ with (?:neurological(?:ly)? )?instab"
)
ALL_SPREAD = compiled(
    r"\bmetasta\w+ (?:disease |lesions? )?,? ?includ(?:ing|es?) \W{0,2}(?:the )?(?:brain|cns|central|intracranial)"
)
""" "Distant metastases including brain metastases": of any kind."""
ONLY_SYMPTOMATIC = compiled(
    r"\W{0,8}(?:(?:patients|participants|subjects|those) with )?symptomatic (?:\w+ ){0,4}?\(?(?:brain|"
    r"cns)\b[^.;]{0,30}\bmust\b"
)
"""Something is asked of those with symptoms alone."""
OR_NO_SYMPTOMS = compiled(
    r"\bwithout (?:any )?symptoms? or\b|\basymptomatic and(?:/| )or (?:previously )?treated\b|\btreated or "
    r"asymptomatic (?:brain|cns)\b|"
    r"(?<!and )(?<!, )\basymptomatic,? or (?:have been |were |are )?(?:previously |adequately )?(?:treated|stable)\b|"
    r"(?<!treated, )(?<!stable, )(?<!treated )(?<!stable )(?<!treated and )\basymptomatic "
    r"(?:brain|cns|central nervous system|intracranial)\W(?:\(?cns\)? )?(?:metast\w+|lesions?|disease) or "
    r"(?:(?:with|patients with|those with) )?"
    r"(?:previously |adequately )treated\b"
)
"""Either is enough: who has no symptoms need not be treated."""
RULED_OUT = compiled(
    r"\b(?:exclusion of|rul(?:e|es|ed|ing) out|to exclude|free (?:of|from)|absence of|negative for)\W+(?:\w+\W+){0,3}?"
    r"(?:brain|cns|central|intracranial|cerebral)"
)
MUST_HAVE = compiled(
    r"\b(?:must have|(?:diagnosis|evidence|presence) of|confirmed|diagnosed with|with|at least (?:one|1)|have|has)\W+"
    r"(?:\w+[\W]+){0,8}?(?:brain|cns|intracranial|cerebral)\b"
)
MODAL = compiled(r"\b(?:must|should|need|may|will|are|is)\b")
ONE_OF_MANY = compiled(
    r"\bor\b|\band/or\b|/|\bincluding\b|\bwith(?:out)? or with(?:out)?\b|\bany\b|\be\.?g\b|\bsuch as\b|\bif\b|"
    r"\bprogress\w+ |\bcohort\b|\bpart\b|\bphase\b|\bgroup\b"
)
TITLED = compiled(
    r"metast|\bmets\b|secondary|\bbrms?\b|\bbcbm\b|\bspread|(?:cns|brain|intracranial) (?:disease|involve|lesion)"
)
METASTASES = compiled(r"metast|\bmets\b|secondary")
OUTSIDE = compiled(
    r"\bnon-?\s?(?:cns|brain|central)\b|"
    r"\boutside\W+(?:\w+\W+){0,3}?(?:brain|cns|central|intracran|cerebr)|\b(?:other than|excluding)\b"
)
NOTE = compiled(r"(?<=[a-z.*)])\s*\*?\s?note:.*$")
BEGINS_OFF = compiled(r"[^\w]{0,4}(?:patients |participants |subjects )?(?:with )?(?:unless|except)")
COUNTED = compiled(
    r"(?:>|≥|more than|greater than)\s*(?:\d+|two|three|four|five|ten)\s+(?:\w+\s+){0,2}(?:brain|cns|"
    r"intracranial|metast|lesion)"
)
NUMBER = compiled(
    r"(?:≤|<|up to|no more than|not more than|fewer than|less than|maximum of|at most|1\s*(?:-|to)|one to)\s*"
    r"(?:\d+|one|two|three|four|five|ten)\s*(?:\w+\s+){0,2}(?:brain|cns|intracranial|lesion|metast)|"
    r"(?:\d+|three|four|five|ten) or (?:fewer|less)\b"
)
SMALL = compiled(
    r"(?:<|≤|less than|smaller than|no (?:larger|more|greater|bigger) than|up to|not exceed\w*|"
    r"not (?:larger|greater|more) "
    r"than|below|under|maxim\w+|\d\s?(?:-|–|to))[^\d.;]{0,25}\d+(?:\.\d+)?\s*(?:cm|mm)\b"
)
ONLY_URGENT = compiled(
    r"metast\w*(?: or [^.,;:]{0,30}\b(?:lepto|mening)[^.,;:]{0,20})?[^.,;:]{0,30}?\b(?:requiring|that requires?|"
    r"which requires?|in need of|needing|with "
    r"(?:an )?(?:immediate )?need|that need|for which)\b"
)
NOT_DEMANDED = compiled(
    r"\b(?:brain|cns)\b[^.;]{0,60}\b(?:allowed|permitted) but (?:is |are )?not (?:required|mandatory|necessary)\b"
)
""" "Brain metastases are allowed but not required": in one part of a trial that is about them."""
ANY = compiled(r"\b(?:any|history of|all)\s+(?:\w+\s+){0,2}\W*(?:brain|cns|central nervous)")
PASSING = compiled(
    r"\b(?:whole[- ]brain (?:radio|irrad|rt)\w*[^.;]{0,40}(?:allowed|permitted)|brain\s?stem (?:metast|tumou?r|lesion)|"
    r"without (?:any )?(?:known |active |history of )?(?:brain|cns)[^.;]{0,25}metast\w+ (?:who|and)\b|"
    r"as (?:the|an|their) (?:only|sole)\b|only (?:site|metastatic|measurable|target)\b|used to evaluate\b|caregiver|"
    r"loved one\b|negative (?:magnetic|mri)|should undergo (?:an? )?(?:mri|ct|computed|magnetic|brain|imaging)|"
    r"must undergo (?:an? )?(?:mri|ct|computed|magnetic|brain|imaging)|do not include\b|non-collectable|"
    r"optic (?:nerve|chiasm|apparatus)|hippocamp|to the brain\s?stem|seizures?\b[^.;]{0,40}\b(?:due|related|"
    r"secondary) to|"
    r"neurologic\w* progression due|steroids for (?:control|symptoms)|corticosteroids for (?:control|symptoms)|"
    r"outside (?:of )?(?:the )?(?:cns|brain|central)|non-?\s?(?:cns|brain|central)\b|places other than\b|"
    r"(?:cortico)?steroids? for (?:the )?(?:treatment of )?(?:brain|cns)|"
    r"\A\W*(?:\w+ ){0,6}?major surgery\b[^;]{0,90}\bremoval or biopsy of (?:a )?brain|"
    r"\b(?:controlled|stable|treated) (?:brain|cns)\b[^.;]{0,40}\b(?:is|are) defined as\b|\bimaging must include\b|"
    r"\bused to treat (?:brain|cns)\b|"
    r"\b(?:scan|imaging|mri|ct)\b[^.;]{0,30}\bnot (?:required|needed|mandatory|necessary) to (?:rule out|exclude|"
    r"confirm)|"
    r"\b(?:mri|ct|scan)s?\b[^.;]{0,60}\b(?:must|should|has to|have to|will) be (?:done|performed|obtained)\b|"
    r"\brequired to (?:have|undergo)(?: had)? (?:an? )?(?:brain |head )?(?:mri|ct|computed|magnetic|scan)|"
    r"metast\w+ (?:are|is|will be) (?:considered|defined as|deemed|regarded as) (?:to be )?(?:controlled|stable|"
    r"treated|"
    r"inactive)\b|\blimited field\b|metast\w+ who (?:cannot|can not|are unable to)\b|neurologic\w* (?:deficit|"
    r"dysfunction)s? in patients with cns|"
    r"allowed concomit|corticosteroids? (?:are|is) (?:allowed|permitted)|for patients with cns tumou?rs|"
    r"life expectancy|prior whole[- ]brain\b|"
    r"\bin (?:patients|participants|subjects|those|people) without (?:any |known |a |history of )*"
    r"(?:brain|cns|central)|"
    r"\b(?:scan|imaging|mri|ct)\b[^.;]{0,40}\b(?:confirm|document|demonstrate|rule out|exclude)\b[^.;]{0,60}\bnot "
    r"(?:required|needed|necessary|mandatory)|"
    r"\b(?:cortico)?steroids?\b[^.;]{0,30}\bafter (?:radiation|radiotherapy|surgery)\b)"
)
PLANNED = compiled(
    r"\W{0,8}(?:(?:no |any )?(?:planned|concurrent|concomitant) (?:therapy|treatment)\b|"
    r"(?:(?!brain|cns|central|metast|unless)[^.;]){0,80}?\b(?:radiotherapy|radiation|sbrt|srs|surgery|wbrt|irradiation|"
    r"removal or biopsy)\b[^.;]{0,30} (?:to|for|of) (?:the )?(?:brain|cns)[^.;]{0,40}(?:\bwithin\b|<))"
)
"""What is given, was given lately or may not be given beside; it says nothing of who has metastases."""


def words() -> Iterator[tuple[str, str, str]]:
    yield from own_names("brain")
    yield from (("brain", "spread", name) for name in vocabulary.term("conditions", "brain_metastases").names)


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("brain")


def answers(page: Page) -> Iterable[Answer]:
    demanded, barred, let_in = list[Evidence](), list[tuple[str, Evidence]](), list[tuple[str, Evidence]]()
    puzzling, free_of_it = list[Evidence](), list[Evidence]()
    in_title = any(
        _is_spread(sentence) and TITLED.search(sentence.low)
        for sentence in page.about("brain")
        if sentence.section == "heading" and sentence.field.endswith("title")
    )
    for sentence in page.about("brain"):
        if sentence.section != "heading" and NOT_DEMANDED.search(sentence.low):
            free_of_it.append(page.evidence(sentence, "allowed", "brain.not_demanded"))
            continue
        if not _is_spread(sentence) or _in_passing(sentence.low):
            continue
        if sentence.section == "heading":
            if (
                in_title
                and sentence.field.endswith("title")
                and not re.search(r"\b(?:without|no|prevent\w*|prophyla\w*|risk of)\b", sentence.low)
            ):
                demanded.append(page.evidence(sentence, "demanded", "brain.title"))
            continue
        if sentence.line and sentence.line.cohort and is_elsewhere(page, sentence):
            continue
        if (COUNTED.search(sentence.low) and sentence.section == "exclusion") or _is_detail(page, sentence):
            continue
        rule, tier = _tier(page, sentence, in_title)
        if rule == "demanded":
            demanded.append(page.evidence(sentence, "demanded", "brain.demanded"))
        elif rule == "barred":
            limit = _condition(sentence) if tier == "untreated" else None
            untreated_by_size = limit == "size" and "untreated" in sentence.low
            (let_in if untreated_by_size else barred).append(
                (tier, page.evidence(sentence, "excluded", f"brain.barred_{tier}", condition=limit))
            )
        elif not rule:
            puzzling.append(page.evidence(sentence, "mentioned", "brain.unread"))
        elif rule == "allowed":
            limit = _condition(sentence) if tier == "untreated" else None
            let_in.append((tier, page.evidence(sentence, "allowed", f"brain.allowed_{tier}", condition=limit)))
    if free_of_it:
        let_in += [("untreated", proof) for proof in free_of_it]
        demanded, in_title = [], False
    if demanded and (in_title or not any(tier == "none" for tier, _ in barred)):
        yield Answer(NAME, "demanded", True, tuple(demanded))
    if puzzling and not (barred or let_in or demanded):
        yield Answer(NAME, "admitted", "unclear", tuple(puzzling), "unclear")
    if demanded and in_title:  # what keeps some out does not keep out all
        barred = [(tier, proof) for tier, proof in barred if tier != "none"]
    if barred or let_in:
        settled, proof = _settled(barred, let_in)
        yield Answer(NAME, "admitted", settled, tuple(proof))


ONLY_PLACES = compiled(r"\W*only (?:supratentorial|cerebellar|intracranial)\b")
CRITERIA_BELOW = compiled(r"\b(?:criteria|following|conditions)\b[^.;:]{0,60}:")


def _in_passing(low: str) -> bool:
    """What is said of the brain says nothing of who has metastases; conditions and reasons after it do not count."""
    meant = REASON.sub("", low) if "because" in low else low
    if ":" in meant and (below := CRITERIA_BELOW.search(meant)):
        meant = meant[: below.start()]
    if "unless" in meant and (unless := meant.index("unless")) and SPREAD.search(meant, 0, unless):
        meant = meant[:unless]
    found = PASSING.search(meant)
    if found and "steroids for" in found[0] and ALLOWS.search(meant) and SPREAD.search(meant, 0, found.start()):
        found = None  # "those that were treated, and are off steroids for them, are allowed"
    return found is not None or PLANNED.match(low) is not None


Read = tuple[str, Evidence]
"""(the best status that may enter, the sentence that says so)"""


def _settled(barred: list[Read], let_in: list[Read]) -> tuple[str, list[Evidence]]:
    """The best status of any group of participants, and its proof: that of its groups alone, where no sentence that
    holds for all says it."""
    if general := [each for each in barred if each[1].cohort is None]:
        lowest = min(TIERS.index(tier) for tier, _ in general)
    else:
        of_group = dict[str | None, int]()
        for tier, proof in barred:
            of_group[proof.cohort] = min(of_group.get(proof.cohort, 2), TIERS.index(tier))
        lowest = max(of_group.values(), default=-1)
    highest = max((TIERS.index(tier) for tier, _ in let_in), default=-1)
    if general and lowest == 2:  # what one group says of its own does not bind the others
        highest = max((TIERS.index(tier) for tier, proof in let_in if proof.cohort is None), default=-1)
    place = highest if lowest == 2 and highest >= 0 else max(lowest, highest)
    settled = TIERS[place]
    at = [proof for tier, proof in (*let_in, *barred) if tier == settled]
    if at and all(proof.cohort for proof in at):
        return settled, at
    others = [proof for tier, proof in (*let_in, *barred) if tier != settled]
    return settled, [*at, *others]


def _is_spread(sentence: Sentence) -> bool:
    low = sentence.low
    if NOT_SPREAD.search(low) and "metast" not in low and not INVOLVED.search(low):
        return False
    if any(each.kind == "brain" and each.slug == "spread" for each in sentence.mentions):
        return True
    found = SPREAD.search(low)
    if not found or OUTSIDE.search(found[0]) or ONLY_PRIMARY.search(low):
        return False
    wider = max(0, found.start() - 15)
    after = low.find("primary", wider, found.end())
    if after < 0 and not PRIMARY.search(found[0]):
        return True
    # "primary tumour or metastases"
    return METASTASES.search(low, max(after, found.start()), found.end() + 25) is not None


def _is_detail(page: Page, sentence: Sentence) -> bool:
    """A condition in a list under a line about brain metastases: that line was read with it."""
    if not sentence.line:
        return False
    start = sentence.line.start
    if ONLY_PLACES.match(sentence.low) and SPREAD.search(page.low, start, sentence.start):
        return True
    if ALLOWS.search(sentence.low) or REFUSES.search(sentence.low):
        return False
    if (
        sentence.start > start
        and LETS_OFF.search(page.low, start, sentence.start)
        and re.match(r"\W*(?:\d|[a-e]|[iv]+)[).]", sentence.low)
    ):
        return True
    if sentence.start > start and (below := CRITERIA_BELOW.search(page.low, start, sentence.start)):
        return SPREAD.search(page.low, start, below.start()) is not None
    return any(SPREAD.search(above) for above in page.above(sentence))


def _condition(sentence: Sentence) -> str | None:
    """What limits the untreated metastases that may be there."""
    if (("cm" in sentence.low or "mm" in sentence.low) and SMALL.search(sentence.low)) or (
        sentence.section == "exclusion" and LARGE.search(sentence.low)
    ):
        return "size"
    return "number" if NUMBER.search(sentence.low) else None


def _tier(page: Page, sentence: Sentence, in_title: bool) -> tuple[str, str]:
    """(barred, allowed, demanded or nothing; the best status that may enter)"""
    low = sentence.low
    if "note" in low and not low.lstrip(" *(").startswith("note"):
        low = NOTE.sub(_blank, low)
    if any(map(low.__contains__, OF_A_REASON)):
        low = REASON.sub(_blank, low)
    if any(map(low.__contains__, OF_OTHER_ILLNESS)):
        low = WORSENING.sub(_blank, low)
    if " be " in low:
        low = THOUGHT.sub(_blank, low)
    mention = sentence.of("brain")[0]
    if found := OF_THE_MENINGES.search(low, mention.end - sentence.start):
        low = low[: found.start()] + _blank(found) + low[found.end() :]
    said = stance(page, sentence, mention)
    tail = "" if sentence.line and sentence.line.run_on else page.rest_of_line(sentence)[:400]
    below = page.below(sentence)
    if sentence.section == "exclusion" and (said == "demanded" or not ALLOWS.search(low)):
        said = "excluded"
    if sentence.section == "exclusion" and said == "excluded" and MUST_BE_STABLE.search(low):
        return "allowed", "stable"
    if sentence.section == "exclusion" and (
        ("not" in low or "untreated" in low)
        and NOT_URGENT.search(low)
        or ("asymptomatic" in low and SYMPTOMLESS_ENTER.search(low))
    ):
        return "allowed", "untreated"
    if (
        said == "excluded"
        and sentence.section == "exclusion"
        and BEGINS_ANEW.match(low)
        and (enters := ENTERS.search(low, mention.end - sentence.start))
        and not LETS_OFF.search(low, mention.end - sentence.start, enters.start())
        and not re.search(r"\bnot (?:be )?(?:eligible|allowed|permitted|acceptable)", low)
    ):
        said = "allowed"
    if sentence.section == "inclusion" and NO_BAR.search(low):
        said = "allowed"
    if RULED_OUT.search(low) and "not required" not in low and sentence.section != "exclusion":
        return ("", "") if LARGE.search(low) else ("barred", "none")
    allows = ALLOWS.search(low)
    if said == "excluded" and sentence.section == "inclusion" and allows and not REFUSES.search(low):
        if mention.start - sentence.start < allows.start() and not re.match(r"\W*no\b", low):
            said = "allowed"
    if said == "excluded":
        if "active" in low or "current" in low:
            low = ANY_TIME.sub(_blank, low)
        if "untreated" in low:
            low = TREATED_OR_NOT.sub(_blank, low)
        if below and len(low) < HEAD and SPREAD.search(below) and (ACTIVE.search(below) or URGENT.search(below)):
            low, below = below, ""
        if LARGE.search(low) and "stable" not in low:
            return ("barred", "untreated") if "untreated" in low else ("", "")
        off = LETS_OFF.search(low, max(0, mention.start - sentence.start - 60))
        head, free = (low[: off.start()], low[off.start() :]) if off else (low, "")
        if BEGINS_OFF.match(low):
            head, free = low, ""
        if not off and (all_spread := ALL_SPREAD.search(low)) and not ACTIVE.search(low, 0, all_spread.start()):
            return "barred", "none"
        if below and (low.rstrip().endswith(":") or off or re.search(r"unless|except|following", low[-60:])):
            free += " " + below
        if off and not below:
            free += " " + tail
        if (
            SYMPTOMATIC_AND.search(head)
            and not re.search(r"\bor (?:untreated|active|unstable|progress\w+|uncontrolled)", head)
            and not STABLE.search(free)
        ):
            return "barred", "untreated"
        if SYMPTOMATIC_ALONE.search(head) and not TREATED_ENTER.search(low) and (off or THAT_ARE_WORSE.search(head)):
            rest = THAT_ARE_WORSE.sub(_blank, head)
            if not re.search(rf"\b(?:or|and/or)\b[^.;]{{0,30}}{ACTIVE.pattern}", rest) and not ACTIVE.search(
                rest[: rest.find("symptomatic")]
            ):
                return "barred", "untreated"
        if ONLY_URGENT.search(low) and not re.search(r"\bor\b[^.;]{0,40}(?:requir|need)", low) and not free:
            return "barred", "untreated"
        if free:
            return "barred", _freed(head, free)
        if (active := _active(low, mention.start - sentence.start)) and not (
            ANY.search(low) and active.start() > mention.end - sentence.start and re.search(r"\bother\b", low)
        ):
            return "barred", "stable"
        if URGENT.search(low):
            return "barred", "untreated"
        if (
            tail
            and re.search(r"\b(?:treated|stable|asymptomatic|controlled|eligible|allowed|permitted)\b", tail)
            and ALLOWS.search(tail)
            and not re.search(r"brain|cns|central|lepto|mening|\b(?:not|in)\W?(?:eligible|allowed|permitted)", tail)
        ):
            return "barred", _freed(low, tail)
        return "barred", "none"
    if said == "demanded" and in_title:
        if sentence.section == "exclusion" or not DEMANDS.search(low):
            return "", ""
        return "demanded", ""
    if sentence.section == "inclusion" and ONLY_SYMPTOMATIC.match(low):
        return "allowed", "untreated"
    if said in ("allowed", "demanded", "mentioned"):
        text = low if not low.rstrip().endswith((":", "following", "provided", "if")) else low + " " + below
        if ":" in low and CRITERIA_BELOW.search(low):
            text += " " + page.rest_of_line(sentence)[:MOST_OF_A_LINE]
        if said == "demanded" and re.match(r"\W*(?:if|for)\b", low):
            said = "allowed"
        if (
            re.search(r"\bactive (?:\w+ ){0,2}(?:brain|cns|central)[^.;]{0,60}\b(?:allowed|eligible|permitted)", text)
            and said == "allowed"
        ):
            return "allowed", "untreated"
        if "symptom" in text and OR_NO_SYMPTOMS.search(text):
            return "allowed", "untreated"
        if UNTREATED.search(text) and not re.search(
            r"untreated[^.;]{0,60}(?:not (?:eligible|allowed|permitted)|excluded|ineligible|must (?:first )?"
            r"(?:undergo|receive|be treated|have))",
            text,
        ):
            return "allowed", "untreated"
        if STABLE.search(text) or ACTIVE.search(text):
            return "allowed", "stable"
        if re.search(r"\bstable\b", below):
            return "allowed", "stable"
        let_in = said == "allowed" or (said == "mentioned" and ENTERS.search(low, mention.end - sentence.start))
        if let_in or ASYMPTOMATIC.search(text):
            return "allowed", "untreated"
        if MODAL.search(low, mention.end - sentence.start):
            return "", ""
        if said == "demanded" and MUST_HAVE.search(low) and not ONE_OF_MANY.search(low) and not page.cohort(sentence):
            return "demanded", ""
    return "", ""


MOST_OF_A_LINE = 600
"""Characters in which the conditions stand that follow in the line."""
HEAD = 60
"""Characters of a line that only names them: which ones, the lines below say."""
SAME_LIST = compiled(f"{ACTIVE.pattern}|{URGENT.pattern}|metasta|mening|\\b(?:brain|cns)\\b")


def _active(low: str, place: int) -> re.Match[str] | None:
    """A word for active disease that is said of the brain, and not of something earlier in a list."""
    for found in ACTIVE.finditer(low):
        between = low[found.end() : place].replace("e.g.,", "e.g.")
        if all(not part.strip() or SAME_LIST.search(part) for part in between.split(",")[:-1]):
            return found
    return None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _freed(head: str, free: str) -> str:
    """An exclusion with what it lets off."""
    if UNTREATED.search(free) or OR_NO_SYMPTOMS.search(free):
        return "untreated"
    if STABLE.search(free) or ACTIVE.search(head):
        return "stable"
    if ASYMPTOMATIC.search(free):
        return "untreated"
    return "stable"

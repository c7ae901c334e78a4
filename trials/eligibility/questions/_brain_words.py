"""What one writes of brain metastases: the patterns of brain.py and _brain_sentence.py, which say what follows. Pure.

What stands below a pattern says what it is for, where its name does not.
"""

from __future__ import annotations

import re

from trials.eligibility.patterns import compiled, seldom

SPREAD = compiled(
    r"\b(?:brain|cns|central nervous system|nervous system|intracranial|intracerebral|cerebral|"
    r"cerebellar|brainstem|parenchymal)\b[^.;:]{0,50}?(?:metast|\bmets?\b|lesion|involve|\bdisease\b|"
    r"spread|malignanc|\bcancer\b|progression|\blocali[sz]ations?\b|\btumou?rs?\b)"
    r"|(?:metast\w*|\bmets\b|\bsecondar(?:ies|y (?:malignan\w+|tumou?rs?|cancers?|deposits?))|lesions?|"
    r"involvement|spread|disease|"
    r"progression)\W+(?:\w+\W+){0,8}?(?:brain|cns|central nervous system|nervous system|intracranial|"
    r"cerebral)\b|\bbrms?\b|\bbcbm\b|\b(?:tumou?r|cancer|disease) involv\w+ (?:the )?(?:cns|central nervous)"
)
NOT_SPREAD = compiled(
    r"\b(?:primary (?:brain|cns|central nervous|intracranial)|strokes?|seizures?|organic brain|(?:cerebral|"
    r"brain) disease|"
    r"mental|psychiatr|risk (?:for|of) bleeding|penetra|dementia|degenerat|autoimmune|(?:brain|"
    r"cns|nervous system) (?:disorders?|abnormalit|bleed|hemorrhage|ischemi|infection|vasculitis|"
    r"trauma|injury|toxicit|prophylaxis)|demyelinat|"
    r"aneurysm|arteriovenous|peripheral nervous|puncture biopsy|epilep|steroids? (?:for|to treat|to control) "
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
    r"\b(?:untreated|un-treated|non-?\s?(?:irradiated|treated|resected|controlled)|no (?:prior |local |previous )+"
    r"(?:treatment|therapy|radiotherapy) (?:has|was|had)|active|actively|un-?controll\w+\b(?! symptoms?\b)|"
    r"not (?:been )?(?:\w+ "
    r"){0,2}(?:controlled|treated|stable|irradiated|resected|removed)|unstable|non-?stable|progress\w*|growing|"
    r"enlarging|evolving|recurrent|new\b|unirradiated|inadequately|poorly controlled|not (?:\w+ "
    r"){0,3}stable|stable (?:for )?(?:less than|fewer than|shorter than|under|<)|unresolved|without (?:prior |"
    r"previous |adequate )?(?:treatment|therapy|"
    r"radiotherapy|local)|clinically significant|not (?:previously |adequately )?treated|untreat\w+|"
    r"(?:have|has) not (?:yet )?(?:received|undergone|had|completed)\b(?=[^.;,]{0,40}(?:treatment|therapy|radio|"
    r"surgery))|"
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
    r"\b(?:treated|stable|controlled|inactive|irradiated|radiated|resected|removed|remission|completed?|received|definitive|"
    r"following (?:treatment|radiation|radiotherapy|surgery)|after (?:treatment|radiation|"
    r"radiotherapy|local|surgery|completion|therapy)|stability|prior (?:treatment|radiotherapy|"
    r"radiation|wbrt|local|surgery|definitive|therapy|whole|cns)|previous(?:ly)?|treatment (?:has|was|"
    r"completed)|underwent|undergone|no evidence of progression|had (?:surgery|radiation|"
    r"radiotherapy)|radiotherapy|surgery|radiation)\b"
)
UNTREATED = compiled(
    r"\b(?:(?<!\bsymptomatic )untreated|not (?:previously )?(?:been )?treated|treated or untreated|"
    r"untreated or treated|with(?:out)? or with(?:out)?|newly diagnosed|not requir\w* (?:immediate|"
    r"urgent|local|treatment|therapy|any)(?![^.;,]{0,30}(?:steroid|anticonvuls|hormon))|"
    r"do(?:es)? not (?:need|require) (?:immediate|urgent|local|"
    r"any (?:immediate|local)|cns|treatment|therapy|radio)"
    r"(?![^.;,]{0,30}(?:steroid|anticonvuls|hormon))|no (?:immediate )?(?:need|indication) for "
    r"(?:immediate|local|urgent|radio|treatment)|without (?:prior|previous) (?:local |cns |brain "
    r")?(?:treatment|therapy|radio)|no prior (?:local|brain|cns|radio)|treatment[- ]na[iï]ve|"
    r"unnecessary to treat|(?:irrespective|regardless) of (?:(?:prior|previous|any|local|earlier) ){0,3}"
    r"(?:treatment|therapy|radiotherapy))\b"
)
ASYMPTOMATIC = compiled(
    r"\b(?:asymptomatic|non-?symptomatic|clinically silent|without (?:neurological |clinical |cns |"
    r"any )?symptoms|no (?:neurological |clinical |cns )?symptoms|neurologically stable|small|minimal|"
    r"limited)\b"
)
ALLOWS = compiled(
    r"\b(?:allowed|permitted|eligible|acceptable|may (?:be|have|participate|enroll|enter|still|take part|join)|can "
    r"(?:be|participate|have|enroll|enter|take part|join)|not excluded|not exclud\w+|will be (?:allowed|eligible|"
    r"included|"
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
    r"\b(?:may|can|could) (?:still |also )?"
    r"(?:participate|enroll?|enter|take part|join|be (?:entered|recruited|randomi[sz]ed|registered|considered))\b|"
    r"\bnot (?:\w+ ){0,3}exclu(?:ded|sion|sionary)\b"
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
HOWEVER_THEY_ARE = compiled(
    r"\b(?:even (?:if|when|though)|whether or not|(?:regardless|irrespective) of|no matter (?:if|whether)) "
    r"(?:(?:\w+|\w+-\w+),? ){0,4}?(?:treat\w*|stable|stability|asymptomatic|symptoms?|symptomatic|controlled|"
    r"control|status|"
    r"resected|irradiated|therapy)\b"
)
""" "Brain metastases, even if treated": all are meant."""
SYMPTOMATIC_AND = seldom(
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
SYMPTOMS_OR_NOT = compiled(
    r"\ba?symptomatic (?:or|and|and/or) a?symptomatic\b|\bwith or without (?:\w+ ){0,2}?symptoms?\b|"
    r"\bwith (?:\w+ )?symptoms? or without\b"
)
TREATED_OR_NOT = compiled(r"\(?\b(?:treated (?:or|and) untreated|untreated (?:or|and) treated)\b\)?")
WORSENING = seldom(
    r"\bprogress\w* (?=(?:neurologic\w*|clinical) (?:symptoms?|deficits?|dysfunction))|"
    r"(?:\bsigns (?:or|and) symptoms of )?\bprogressive multifocal\b|\bclinically significant (?:history|seizure)|"
    r"\bseizures?\b[^.;,]{0,20}\bnot (?:\w+ )?controlled\b|"
    r"\b(?:uncontrolled|active) (?:seizures?|epilepsy)(?: \w+)? (?=(?:and/or|or|and)\b)|\bto be eligible\b"
)
"""Of symptoms and of other illness, not of the metastases."""
OF_OTHER_ILLNESS = ("progress", "signs", "clinically significant", "seizure", "epilepsy", "eligible")
OF_A_REASON = ("because", "as they", "since the", "due to")
"""One of them stands in each match; most sentences have none."""
OF_THE_MENINGES = seldom(
    r"(?:\bor|\band|,|/)\s?(?:known |clinically |any )?"
    r"(?:active|symptomatic|uncontrolled|untreated|unstable|progressive)(?: (?:or|and|/) \w+)? (?:lepto|mening|"
    r"carcinomatous mening|spinal|epidural|(?:spinal )?cord)"
)
""" "Brain metastases or active leptomeningeal disease": the first are meant whatever they are like."""
SYMPTOMATIC_ALONE = seldom(
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
    r"\W{0,8}(?:note:? )?(?:(?:patients|participants|subjects|those) with )?symptomatic (?:\w+ ){0,4}?\(?(?:brain|"
    r"cns)\b[^.;]{0,30}\b(?:must|(?:are|is|will be|may be) (?:allowed|permitted|eligible|enrolled|included))\b"
)
"""Something is asked of those with symptoms alone, or they are let in on a condition."""
OR_NO_SYMPTOMS = seldom(
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
    r"(?:metast\w*|lesions?)(?: or [^.,;:]{0,30}\b(?:lepto|mening)[^.,;:]{0,20})?[^.,;:]{0,30}?\b(?:requiring|"
    r"that requires?|"
    r"which requires?|in need of|needing|with "
    r"(?:an )?(?:immediate )?need|that need|for which(?! no\b))\b"
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
    r"\brequired to (?:have|undergo)(?: had)? (?:an? )?(?:brain |head )?(?:mri|ct|computed|magnetic|scan)|"
    r"metast\w+ (?:are|is) (?:stable|controlled|inactive|treated) when\b|"
    r"metast\w+ (?:are|is|will be) (?:considered|defined as|deemed|regarded as) (?:to be )?(?:controlled|stable|"
    r"treated|"
    r"inactive)\b|\blimited field\b|metast\w+ who (?:cannot|can not|are unable to)\b|neurologic\w* (?:deficit|"
    r"dysfunction)s? in patients with cns|"
    r"allowed concomit|corticosteroids? (?:are|is) (?:allowed|permitted)|for patients with cns tumou?rs|"
    r"life expectancy|prior whole[- ]brain\b|"
    r"\bnot (?:be )?(?:used|considered|selected|chosen|counted) (?:as|for) (?:an? )?(?:target|measurable|index)\b|"
    r"\b(?:in|for|of) (?:\w+ )?(?:patients|participants|subjects|those|people) without (?:any |known |a |history of )*"
    r"(?:brain|cns|central)|"
    r"\b(?:cortico)?steroids?\b[^.;]{0,30}\bafter (?:radiation|radiotherapy|surgery)\b)"
)
PLANNED = compiled(
    r"\W{0,8}(?:(?:no |any )?(?:planned|concurrent|concomitant) (?:therapy|treatment)\b|"
    r"(?:(?!brain|cns|central|metast|unless)[^.;]){0,80}?\b(?:radiotherapy|radiation|sbrt|srs|surgery|wbrt|irradiation|"
    r"removal or biopsy)\b[^.;]{0,30} (?:to|for|of) (?:the )?(?:brain|cns)[^.;]{0,40}(?:\bwithin\b|<)|"
    r"(?:no |any |prior )*(?:major )?surgery\b(?:(?!brain|cns|metast|unless)[^;]){0,110}\bwithin\b"
    r"(?:(?!brain|cns|metast|unless)[^;]){0,80}\b(?:resection|removal|biopsy) of (?:brain|cns))"
)
"""What is given, was given lately or may not be given beside; it says nothing of who has metastases."""
ONLY_PLACES = compiled(r"\W*only (?:supratentorial|cerebellar|intracranial)\b")
CRITERIA_BELOW = compiled(r"\b(?:criteria|following|conditions)\b[^.;:]{0,60}:")
IMAGED = compiled(
    r"(?:\b(?:brain|head|cns) )?\b(?:ct|mris?|scans?|imaging|tomography|resonance|screening|tests?|fluid|puncture)\b"
    r"[^.;]{0,110}?\b(?:(?:is|are|be)(?: only| also)? (?:required|needed|mandatory|necessary|performed|obtained|done)|"
    r"not (?:be )?(?:required|needed|mandatory|necessary))\b[^;]*"
)
""" "CT is not needed unless there are symptoms": who is looked at, not who may enter."""
LOOKED_AT = ("required", "needed", "mandatory", "necessary", "performed", "obtained", "done")
"""One of them stands in each match."""
OUTCOME = compiled(r"\b(?:stab\w+|progress\w*|treated|show\w*|inactive)\b")
"""Where the scan must show something, it is a condition."""
EXCEPTED = compiled(
    r"\b(?:unless|except(?:ing)?|exception of|other than|excluding|apart from)\b[^.,;:]{0,60}?\b"
    r"(?:brain|cns|central nervous|intracranial|cerebral)\b"
)
""" "No steroids, except for brain metastases": an exception to something else."""
EXCEPTIONS = ("unless", "except", "other than", "excluding", "apart from")
HERE = compiled(r"\b(?:brain|cns|central nervous|nervous system|intracran|cerebr|metast|mening|lepto|spinal)")
STEADY = compiled(
    r"\bstable(?:,? (?:or|and) \w+)?,? (?:\w+ ){0,2}?"
    r"(?:dos(?:es?|ing)|regimens?|(?:cortico)?steroids?|prednisone|levels?)\b|"
    r"\btreated (?:\w+ )?with (?:\w+ )?(?:(?:cortico)?steroids?|dexamethasone|anticonvuls\w+)"
)
""" "Without symptoms, on a stable dose of steroids": the dose is stable."""
WITH_SYMPTOMS = compiled(
    r"\bmetast\w+(?: \([^()]*\))? (?:with|accompanied (?:with|by)|associated with|and) "
    r"(?:\w+ ){0,2}?(?:clinical|neurolog\w+|obvious|related|cns|uncontrolled) symptoms\b"
)
SAME_ITEM = compiled(
    r"metasta|mening|\b(?:brain|cns|central nervous|spinal|cord|they|these|those|who|that|which|patients?|"
    r"participants?|subjects?|a?symptom\w*|treated|stable|disease|lesions?|radio\w+|steroids?|corticosteroids?|surgery|tumou?rs?|"
    r"eligible|allowed|permitted|enrolled|included|acceptable|with the)\b"
)
"""In a list, what an exception after it may still speak of."""
OF_AN_ILLNESS = compiled(
    r"\W+(?:\w+ )?(?:(?:second|other|another|concurrent|double) (?:primary |invasive )?(?:cancers?|malignan\w+|"
    r"tumou?rs?)|"
    r"hypertension|diabetes|infections?|angina|mental|psychiatr\w+|cardiac|cardiovascular|heart|"
    r"bleeding|hepatitis|ulcers?|thyroid|illness\w*|arrhythmias?|asthma|epilepsy|seizures?)\b"
)
""" "Brain metastases, uncontrolled hypertension": the next of a list."""
NEXT_ITEM = compiled(
    r" (?!(?:or|and|but|brain|cns|central|intracranial|cerebral|metasta\w*|lesions?|disease|mening\w*|lepto\w*|within|"
    r"after|at|of|on|in|for|by|as|to|if|with|despite|since|during|following|\w*symptom\w*|neurolog\w*|growing|progress\w*|"
    r"stable|requir\w*|deposits?|involvement|that|which|who|from|under|treated|spinal|not|signs?|mets|status)\b)[a-z]"
)
""" "Brain metastases, active second cancer": what the word is said of, after a comma, is no metastasis."""
REFUSED_IF = compiled(
    r"\b(?:excluded|ineligible|not (?:be )?(?:eligible|allowed|permitted|enrolled|included)|exclusionary)(?: only)? "
    r"(?P<if>if|when|where)\b"
)
""" "Brain metastases are excluded if they give symptoms": what follows is what keeps out."""
LED_BELOW = compiled(
    r"\b(?:any|one|either)(?: or more)? of (?:the )?(?:following|these)\b[^.;:]{0,30}:\W*\Z|"
    r"\b(?:that|which) (?:are|is|have|has)\W*\Z"
)
""" "Brain metastases with any of the following:": the points below are what keeps out."""
EXCEPTIONS_BELOW = compiled(r"\W*(?:the following |with (?:the following )?)?exceptions?\b[^.;:]{0,60}:?\W*\Z")
NONE_OR = compiled(
    r"\b(?:no|without|absence of|not have)\b (?:(?:known|any|evidence of|history of) ){0,2}(?:brain|cns|cerebral|"
    r"central "
    r"nervous system|intracranial)\b[^.;,]{0,25}?\b(?:metasta\w+|mets|disease|involvement),? or "
    r"(?=(?:(?:with|who|have|has|had|only|been|an?) )*(?:previously |adequately |clinically |radiologically |"
    r"definitively )?"
    r"(?:treated|stable|controlled|inactive|asymptomatic|untreated)\b)"
)
""" "No brain metastases, or treated ones that are stable": either may enter."""
MAY_IN_BRACKETS = compiled(
    r"\((?![^()]*\b(?:not (?:be )?(?:allowed|permitted|eligible)|ineligible|excluded)\b)"
    r"[^()]*\b(?:allowed|permitted|eligible|acceptable|may be|can be|not (?:be )?exclu\w+)\b[^()]*\)"
)
""" "CNS metastases (allowed: treated, inactive)"."""
OF_OTHER_CANCER = compiled(
    r"[^.;]{0,60}\b(?:in[- ]situ|basal|squamous|skin|cervi\w+|bladder|prostate|thyroid|melanoma)\b"
)
""" "Brain metastases or other cancers, except basal cell carcinoma": the exception is to the other cancers."""
OTHER_TUMOUR = compiled(r"except(?:ing|ion of)? (?:for )?(?:\w+ ){0,2}?(?:tumou?rs?|lymphomas?|gliomas?)\b")

"""What one writes of markers: the patterns of biomarkers.py, which says what follows from them. Pure.

What stands below a pattern says what it is for, where its name does not.
"""

from __future__ import annotations

from trials.eligibility.patterns import compiled, seldom

STATE = compiled(
    r"\b(?:mutat\w*|mutant|alter\w*|amplif\w*|positive|positivity|express\w*|overexpress\w*|"
    r"deleterious|pathogenic|variants?|loss|deficien\w*|deleted?|deletion|fusion\w*|rearrange\w*|"
    r"aberrat\w*|high|carriers?|activat\w*|germline|somatic|negative|wild[- ]?type|score|cps|tps|"
    r"level|index|h|m|status|intact|proficient|low|null|inactivat\w*|genes?|defects?|instability|type|"
    r"hotspot|gain|copy|e17k|g12[cdv]|testing|assay|≥|>|\d+ ?%)\b|[+≥>]|\d\s*%"
)
AIMED = compiled(
    r"^\s*[-/]?\s*(?:\(?l?\)?1?\s*)?(?:pathway\s+)?(?:inhibit\w*|antibod\w*|-?directed|directed|"
    r"-?targeted|targeted|targeting|agents?|therap(?:y|ies)|degraders?|antagonists?|agonists?|"
    r"blockade|blockers?|adcs?\b|antibody[- ]drug|immunotherap\w*|checkpoint|axis|vaccine|car[- ]?t|"
    r"treatment|modulators?|drugs?|tki|kinase inhib\w*|monoclonal|ligand)|^\s*/\s*(?:pd|l1|mtor|"
    r"akt)\w*[^.;]{0,12}(?:inhibit|antibod|agent)"
)
ANTI = seldom(
    r"(?:\banti-?\s?(?:pd-?1\s?(?:/|or|and|,)?\s?(?:\(?l\)?-?)?)?|\bagainst |\btarget\w* |"
    r"\binhibit\w+ (?:of )?|\bresponse to |\btoward\w* |pd-?1\s?(?:/|or|and|,)\s?|\bantagoni\w+ |"
    r"\bdirected (?:at|to|against) )(?:the )?$"
)
TESTED = compiled(
    r"\bresults? of [^.;]{0,40}testing|"
    r"\bdocumentation of [^.;]{0,60}status|\bstatus (?:must|has to|should) (?:be|have been)\b|"
    r"\b(?:known|available|documented|determin\w*|confirmed)\b[^.;]{0,30}\bstatus\b|"
    r"\bstatus\b[^.;]{0,40}\b(?:known|available|document\w*|determin\w*|assess\w*|unknown|required to "
    r"be)\b|\b(?:tissue|sample|specimen|"
    r"blood)\b[^.;]{0,60}\bfor\b[^.;]{0,60}\b(?:test|analys|assess|determin|evaluat|detect|measur)|\b(?:testing|"
    r"assessment|evaluation) (?:of|for)\b[^.;]{0,50}\b(?:is|are|will be|must be|should be)\b "
    r"(?:required|performed|done)|\bany (?:pd|brca|marker)[^.;]{0,20}status\b|\bstratif\w*|\bwill be "
    r"(?:tested|assessed|determined|evaluated)|\bgenotyping for\b|\bwilling to (?:undergo|provide)|\bis encouraged\b|"
    r"\bretrospective (?:confirm|test|analys|assess|evaluat)|\bpreference (?:should|will|may|is)\b|\bpreferential\b"
)
NO_MATTER = compiled(
    r"\b(?:regardless|irrespective|independent) of\b[^.;]{0,60}$|\bpotentially (?:\w+ )?$|"
    r"\b(?:commonly|often|frequently|typically) (?:\w+ ){0,3}$"
)
LOW_SCORE = compiled(r"[^.;,<]{0,60}\b(?:cps|tps|score)\)?,? (?:of )?(?:<\s?(?!\s?=)|less than |below |under )\d")
NOT_IT = compiled(r"\bnon[- ]?$")
ELIGIBLE_ONE = compiled(r"\beligible (?:\w+ )?$")
OR_BEFORE = compiled(r"\b(?:or|and/or)\W+(?:\w+ing )?(?:an? |the |known |documented )?$")
OR_ELSE = compiled(
    r"[- ]?(?:mutat\w+|mutant|positive)?,? or (?:[\w-]+[- ])?(?:amplif|overexpress|express)|[- \w]{0,20},? unless\b|"
    r"[- \w]{0,30},? or (?:an? )?(?:\w+ )?(?:lifetime|family|personal|strong|calculated|estimated) "
)
OF_A_PART = compiled(r"\b(?:cohorts?|arms?|parts?|modules?) [a-z0-9]{1,3}\b")
AND_OR_AFTER = compiled(r"[^,;.]{0,40}\band/or\b")
EXAMPLE = compiled(r"\(\s*(?:e\.?g\.?|such as|for example)[^()]*$")
OTHER_GENE = compiled(
    r"\b(?:alk|ros-?1|braf|egfr|nras|hras|map2k1|nrg1|kit|poled?1?|arid1a|nf1|idh[12]?|smarc\w+|hpv\w*|rad51\w*|"
    r"tsc[12]?|"
    r"met|raf1|vhl|smad4|stk11|keap1|cdkn2a|mtap)\b"
)
EITHER_GENE = compiled(r"\bor\b|/|\band other\b|\bsuch as\b")
FOR_GROUP = compiled(
    r"\W*(?:for|in) (?:[\w-]+ ){0,6}(?:women|men|patients|participants|subjects|those|individuals)\b (?:with|who)"
)
ABSENT = compiled(
    r"\b(?:wild[- ]?type|negative|"
    r"negativity|low|non-?carrier|non-?mutated|-?wt|unmutated)\b"
)
BOTH_STATES = compiled(r"\b(?:mutant|mutated|positive|altered)\b[^.;]{0,50}\b(?:and|or|versus)\b[^.;]{0,50}\bwild")
DENIED_BEFORE = compiled(r"\b(?:absence of|no known|without|lack of|not (?:have|harbou?r|carry))\b")
""" "An ESR1 mutation without progression": said of what comes after it."""
LOSS = compiled(r"\b(?:loss|deficien\w*|deletion|deleted|null|inactivat\w*|aberrat\w*)\b")
CELLS = compiled(r"\b(?:hormone replacement|liver function|acute rejection|h\.? pylori)\b")
DENIED = compiled(
    r"\b(?:no|not|without|excluded|never)\b(?:(?!exist|available)[^.;]){0,80}(?:following|these|any of|:\s*$)"
)
AND_MORE = compiled(
    r"[^.;]{0,60}\b(?:and (?:has|have|had|who|is|are|not|prior|previous)|without (?:prior|previous|earlier|having))\b"
)
""" "A BRCA mutation and earlier PARP inhibitor": neither alone keeps out."""
HISTORY = compiled(
    r"\b(?:(?:prior|previous\w*)(?! (?:document|confirm|determin|identif|known|detect|test|genotyp))|received|treated|"
    r"progress\w*|exposure|refractory to)\b[^.;]{0,50}$"
)
EARLIER_LINE = compiled(r"\bprior lines?\b[^.;]{0,110}$")
LISTED = compiled(r"\b(?:one of|either|any of|at least one|one or more|any one|1 of|or more of|following)\b")
OF_ONE_GENE = compiled(
    r"\b(?:at least one|one or more) (?!of\b)(?:(?:activating|pathogenic|deleterious|known|germline|somatic|documented|"
    r"qualifying|oncogenic) )*\Z"
)
""" "One or more activating PIK3CA mutations": any of one gene."""
COMPARED = compiled(
    r"\b(?:carriers and non-?\s?carriers|(?:with and|with or|with versus|with vs\.?) without|"
    r"(?:mutated|mutant|positive) (?:and|versus|vs\.?|or) (?:wild|non|negative|un))"
)
MEASURED = compiled(
    r"\b(?:changes?|decreas\w*|reduc\w*|suppress\w*|response|monitor\w*|measur\w*|effects?) (?:of|in|on) (?:the )?$"
)
""" "Change in Ki-67 between carriers and non-carriers": what is looked at, not who may enter."""
LOOKED_FOR = compiled(
    r"\b(?:measurement|testing|assessment|analysis|evaluation|determination|screening|screen|prevalence|frequency|"
    r"incidence|detection) (?:of|for) (?:the )?(?:brca\w*,? (?:and|or) )?$"
)
OTHER_NEGATIVE = seldom(r"\b(?:her-?\s?2(?:/neu)?|triple|receptor|hr|er|pr)(?:\s?\([^)]*\))?[- ](?:negative|low)")
NOT_ALONE = compiled(r"\bin the absence of\b")
FOR_ARM = compiled(r"[^.;,]{0,30}\b(?:for|in) (?:the )?(?:arm|cohort|part|group)\b")
IN_PART = compiled(r"\b(?:cohorts?|arms?|parts?|sub-?groups?)\b")
OF_RELATIVES = seldom(
    r"\b(?:relatives?|(?<!fanc )(?<!gene )famil(?:y|ies)|first[- ]degree|sibling|parents?|offspring|"
    r"child(?:ren)?(?![ -](?:pugh|turcotte|bearing))|"
    r"mother|"
    r"father)\b(?! history)"
)
OF_ANOTHER = compiled(
    r"[\s-]*(?:\(?(?:positive|negative|mutated|mutant|mutations?|wild-?\s?type|high|amplified|altered|h|"
    r"g12[cdv])\)?[\s-]+)?"
)
OF_ANOTHER_BESIDE = compiled(
    OF_ANOTHER.pattern
    + r"(?:(?:locally|advanced|metastatic|recurrent|incurable|unresectable|relapsed|refractory|untreated|first-line|or|"
    r"and|stage [iv]+),?\s){0,6}"
)
"""In a sentence that names ours as well."""
NOT_FOUND_YET = compiled(
    r"^\W*(?:expression |mutation |gene )?(?:status|testing|test|tests|analysis|assessment|assay)\b(?! "
    r"positive)"
)
OF_ANY_TUMOUR = compiled(
    r"(?:[\s/,()-]|\b(?:high|h|hi|positive|mutated|mutant|deficient|altered|amplified|or|mmrd|msi|dmmr)\b)*"
    r"\b(?:solid )?(?:tumou?rs?|cancers?|malignanc(?:y|ies)|neoplasms?)\b"
    r"(?! (?:cells?|tissue|samples?|proportion|types?))"
)
ONE_OF_A_LIST = compiled(r"(?:,|:|\bor|\band)\s(?:an? |any |other )?$")
""" "Melanoma, lung cancer, MSI-high tumours": those of any organ are one item."""
THEY_ENTER = compiled(
    r"\W*(?:patients|participants|subjects|women|men|individuals|persons|those)\b(?! with concurrent)(?:(?!\bif\b|"
    r"\bprovided\b)[^.;]){0,200}\b(?:are|is|will be) (?:also )?eligible\b(?!,? (?:if|provided|when|only|for|after))"
)
""" "Women with a BRCA mutation or a strong family history are eligible": one way in."""
THEN_ENTERS = compiled(
    r"\b(?:eligible|included|enrolled) (?:if|based on) (?:(?:they|it|there|the tumou?r|have|has|is|harbou?rs?|"
    r"expresses|a|an|known|documented|confirmed|positive)\s)*$"
)
ELIGIBLE_MUST = compiled(r"\W*eligible \w+ (?:will be required to|must|should|need to|have to) ")
APPLICABLE = compiled(
    r"[^.;()]{0,60}(?:\([^()]{0,60}\)[^.;()]{0,60}){0,3}"
    r"\((?:only )?(?:applicable|for|in) [^()]*\b(?:stage|part|phase|cohort|arm|expansion)\b"
)
IN_BRACKETS = compiled(r"\s*(?:cancers?|carcinomas?|tumou?rs?)?\s*\(\s*")
OF_THEM = compiled(
    r"\b(?:patients?|participants?|subjects?|women|men|those|individuals|persons) (?:\w+ ){0,3}?"
    r"(?:with|who|whose|having)\b|\b(?:if|in (?:the )?case)\b"
)
OF_TREATMENT = compiled(
    r"\b(?:must|should|need to) (?:also )?(?:have )?(?:previously |already )?(?:had|received|been "
    r"(?:previously )?treated|progressed)|"
    r"\bhave (?:previously )?received\b"
)
WITH_IT = compiled(r"[^.;,:]{0,40}\bsolid (?:tumou?r|malignan|cancer|neoplasm)")

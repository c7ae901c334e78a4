"""How titles and interventions say what is tested, compared, watched or had before. Called by modality.py. Pure."""

from __future__ import annotations

from trials.eligibility.patterns import compiled, seldom

PROCEDURE = compiled(
    r"^(?:dual[- ](?:energy )?x-?ray.*|mammograms?|fact-?[a-z]+|.*\bcdx\b.*|archived tissue.*|soc|"
    r"(?:core )?biopsy|biospecimen collection|bone scan|computed tomography.*|magnetic resonance imaging.*|"
    r"positron emission tomography.*|e(?:cho|lectro)cardiogra\w+.*|multigated acquisition scan|.*\bquestionnaires?(?: "
    r"administration)?|.*\bsurveys?(?: administration)?|quality[- ]of[- ]life assessment|laboratory "
    r"biomarker analysis|mammography|ultrasound|x-ray imaging|pharmacological study|pharmacokinetic "
    r"study|blood (?:draw|sample)s?|placebo.*|.*placebo|best practice|standard (?:of care|therapy|"
    r"treatment).*|physician'?s choice.*|investigator'?s choice.*|.*physician'?s choice.*|control.*|"
    r"rescue medication.*|device usage.*|fecal.*|tissue sample.*|(?:\w+ )?usual care|observation\w*|no "
    r"intervention.*|active comparator.*|treatment of physician.*|tumou?r biopsy|medical chart review|"
    r"electronic health record review|biospecimen.*|fludeoxyglucose.*|.*ct scan.*|mri|ct|therapeutic "
    r"conventional surgery|conventional surgery|lumbar puncture|biopsy procedure|bone marrow "
    r"(?:aspirat|biops).*|leukapheresis|chest radiography|interview|patient observation|comparator.*|"
    r"muga.*|sham.*|.*\b(?:usual care|attention) control|fasting|fasted|fed(?: state)?|food|"
    r"diagnostic imaging.*|ultrasound imaging|genetic testing|"
    r"(?:group|arm|cohort) \w{1,3}|dose level [-\d]+(?: \(.*\))?|"
    r"assigned interventions?|non-?interventional study|(?:high|low)-fat meal|"
    r"h[12].receptor antagonist.*|ca-?125|cea|step \d.*|method\W.*)$"
)
COMPARATOR = compiled(r"physician'?s choice|investigator'?s choice|standard[- ]of[- ]care|\bplacebo\b|\bsham\b")
CODE = compiled(
    r"\b(?!p450|cyp|y?[cp][tnm]\d[a-d]?\b)(?:[a-z]{1,6}-?\d{3,9}[a-z]{0,2}(?:-[a-z0-9]+)?|bi \d{6,8}|"
    r"[a-z]\d[a-z]-\d{3}|[a-z]{2}-[a-z]\d\d[a-z]\d|[a-z]{2,5}-\d{2,4}|[a-z]{2,6}\d{1,2}[a-z]{1,3}|"
    r"[a-z]+(?:mab|nib|ciclib|lisib|degib|parib|sertib|stat|rafenib|"
    r"(?<!con)(?<!ac)(?<!ex)(?<!inter)cept|fusp|limod))\b"
)
GIVEN = compiled(r"\b(?:of|evaluating|evaluate|with|intravenous|oral)\s\Z")
GIVEN_ALONE = compiled(
    r"(?: \([^()]{0,40}\))?(?:, an? [^,;:]{3,70})?,?\s(?:as (?:a )?(?:single|mono)|alone\b|monotherapy|administered|"
    r"in combination\b|and in combination)"
)
BESIDE = compiled(r"\W{0,3}(?:\+|and\b|plus\b|in combination\b|with\b|combined\b)")
"""After a code: a known drug is given with it."""
TARGETED = compiled(
    r"\b(?:inhibitors?|antibod\w+|agonists?|antagonists?|degraders?|monoclonal|small molecule|"
    r"bispecific|fusion protein)\b|(?:mab|nib|ciclib|stat|(?<!con)(?<!ac)(?<!ex)(?<!inter)cept|fusp)\b"
)
ADC = seldom(
    r"(?:vedotin|deruxtecan|govitecan|tirumotecan|mafodotin|emtansine|rezetecan|tesirine|duocarmazine|"
    r"soravtansine|ravtansine|pelidotin|botidotin|brengitecan|ecteribulin|uzoptirine)\b|"
    r"\b\w+(?:mab|bart|tug|mig|ment) \w+(?:tecan|dotin|tansine|sirine|tapine|bulin)\b|antibody[- ]drug "
    r"conjugate|\badcs?\b"
)
ISOTOPE = compiled(r"\W*(?:\d{2,3}m?\W{0,2}[a-z]{1,2}|[a-z]{1,2}-?\d{2,3}m?|[a-z]{6,10}-\d{2,3}m?)\W")
""" "89Zr-", "[177Lu]", "Lutetium-177 …": the atom before the drug that carries it."""
INFECTION = compiled(
    r"\b(?:covid|sars|influenza|flu|hpv|papilloma\w*|hepatitis|pneumoco\w+|zoster|shingles|cmv|cytomegalovirus|tetanus|"
    r"rsv\w*|ebola|measles|malaria|dengue|tubercul\w+|bcg|vaccinia|meningoco\w+|rabies|hiv)\b"
)
BODY = compiled(
    r"\b(?:oligo-?(?:metasta\w+|progress\w+|recurr\w+)|extra-?cranial|limited metastatic|"
    r"breast (?:radiation|irradiation|radiotherapy)|spin(?:e|al)|lung|liver|adrenal|prostate|pancrea\w+|kidney|renal)\b"
)
HEAD = compiled(r"\b(?:brain|cerebral|cranial|intracranial|cns|leptomening\w+|glio\w+|head)\b")
ATOM = compiled(r"(?<![a-z\d])(?:\d{2,3}m?[-\]]{0,2}[a-z]{1,2}|[a-z]{2}-?\d{2,3})[-\]][a-z-]{0,14}\Z")
""" "[89Zr]Zr-DFO-" before a drug."""
SHOWS = compiled(r"\W*(?:(?:89\W{0,2}zr|6[48]\W{0,2}(?:cu|ga)|18\W{0,2}f|111\W{0,2}in|99m\W{0,2}tc)\W)")
CHOICE = seldom(
    r"\b(?:versus|vs\.?|compared (?:with|to)|or)\b[^.;]{0,40}\b(?:physician|investigator)\W{0,2}s?\W{0,2} choice"
)
REGIMEN = compiled(
    r"\b(?:tc?bh?p|tchp?|th|thp|tch|act?|ac-t\w*|ec-t\w*|ec|fec\w*|tc|tac|cmf|tpc|standard (?:of care )?chemotherapy)\b"
)
""" "Versus THP": the letters of chemotherapy."""
AGAINST = compiled(
    r"\b(?:versus|vs\.?(?!-?\d)|compared? (?:with|to)|comparing|comparison (?:of|with)|against|or "
    r"(?:physician|investigator)|over)\b(?! placebo)"
)
CHEMOTHERAPY = compiled(r"chemo|taxel|platin|rubicin|citabine|bulin\b")
BOTH = compiled(r"\b(?:both|each|all) (?:given |combined |in combination |together )?with\b|\bwith concurrent\b")
""" "A compared with B, both combined with C": C is part of either."""
EARLIER = compiled(
    r"\b(?:after|following|previously|prior|progress\w*|received|receiving|refractory|resistant|"
    r"pre-?treated|failure|failed|undergoing|treated with|induced by|candidates? for|on (?:adjuvant|"
    r"neoadjuvant)|(?:survivors|patients|women|those|people|participants) on|(?:patients|women|survivors)(?: with "
    r"breast cancer)? using|"
    r"(?:ultrasound|imaging|mri|pet|markers?|dna)\b[^.;:]{0,40}\b(?:assess|evaluat|monitor|predict)\w*[^.;:]{0,30}"
    r"\b(?:effectiveness|efficacy|response) of|completed|"
    r"(?:predict\w*|monitor\w*|imaging|markers?)\b[^.;:]{0,40}\bresponse to|in response to|in relation to|"
    r"assess\w* (?:the )?response to|"
    r"treated by|resistan\w+ (?:mechanisms? )?(?:against|to)|treatment response of|indicated (?:to|for)|caused by|"
    r"predictive value (?:for|of)|(?:hospitali[sz]ed|admitted|preferences) for|"
    r"receiv\w+|taking|adherence (?:to|in)|who have|with a history|during)\b"
)
BEGINS_ANEW = compiled(r"[:;]|\bwith or without\b|\bin combination\b|\bplus\b")
GLUED = compiled(
    r"^\s*[-–]?\s*(?:and [\w-]+[- ])?(?:refractory|resistant|pre-?treated|treated|induced|na[iï]ve|"
    r"associated|related|eligible|(?:drug )?efficacy (?:evaluation|prediction)|failed|sensitive|exposed|"
    r"experienced|insensitive|unresponsive|transduced|expressing|"
    r"absorbed|effects|exposure|toxicit\w+|injur\w+|fibrosis)\b|"
    r"^\W*(?:\w+ )?(?:therapeutic drug monitoring|pharmacogen\w+|metabolism|plasma levels?)\b"
)
TRIED = compiled(
    r"\brandomi[sz]ed\b|\bphase\s?(?:[1-4]|i{1,3}v?|iv)[ab]?\b|"
    r"\bdose[ -](?:expansion|escalation)|\bsafety and efficacy\b"
)
NO_INTERVENTION = compiled(r"\W*(?:non-?\s?interventional|observational) (?:study|trial)\b|\W*no intervention\b")
ONLY_WATCHED = compiled(
    r"\b(?:observational|retrospective|ambispective|non-?interventional|post-?marketing surveillance|"
    r"use[- ]results|registry study|chart review)\b"
)
CONTROLLED = compiled(r"\bactive[- ](?:treatment[- ])?controlled\b")
IMMUNOTHERAPY = compiled(r"\bimmuno-?therap")
""" "Other" in a title may be this word alone, beside the kind that is given."""
SIDE_EFFECT = compiled(
    r"\b(?:(?<!cytokine-)(?<!cytokine )(?<!cancer-)(?<!laser )(?<!uv-)induced|side effects?|"
    r"(?:cardio|neuro|nephro|oto)toxicit\w+|"
    r"cardiac (?:toxicit\w+|dysfunction)|"
    r"neuropathy|nausea|"
    r"lymph(?:o)?edema|mucositis|alopecia|"
    r"hot flash\w*|pain|fatigue|symptoms?|"
    r"prevention of(?! (?:\w+[ -]){0,3}(?:cancers?|recurrence|relapse|metasta\w+)\b)|osteopor\w*|"
    r"bone loss|stomatitis|skeletal|"
    r"musculoskeletal syndrome|emesis|vomiting|xerostomia|ovarian (?:reserve|protection|function preserv\w+)|"
    r"fertility|neutropeni\w*|"
    r"cognitive impairment|insomnia|anxiety|analgesia|hand[- ]foot|"
    r"(?:genitourinary|(?:vulvo-?)?vaginal|menopausal) (?:syndrome|atrophy|dryness)|vasomotor|hot flush\w*|"
    r"dermatitis|arthralgia)\b"
)
DIAGNOSES = compiled(r"\b(?:diagnos(?:is|e|ing|tic)|detect(?:ion|ing)?|predict(?:ing|ion)?|early recognition)\b")
MARKS = compiled(r"\b(?:bio)?markers? (?:of|for|to (?:assess|characteri[sz]e|describe|measure|study))\b")
PROMOTES = compiled(
    r"\b(?:increas\w+|improv\w+|promot\w+)\b[^.;:]{0,30}\b(?:reach|uptake|early detection|"
    r"screening (?:rates?|participation|adherence|attendance|among|in))\b|"
    r"\b(?:screening invitation|invit\w+ (?:to|for) (?:\w+ ){0,3}screening)\b"
)
""" "Screening" in such a title is what people are moved to take part in."""
KIT = compiled(r"\b(?:tests?|testing|kits?)\b")
"""A test that is brought to people: it is tried itself."""
SUPPORTED = compiled(r"^(?:best )?supportive care$")
COMFORT = seldom(r"\b(?:supportive|palliative)\b")
WATCHED = compiled(
    r"\b(?:observational|registry|retrospective|real[- ]world|(?<!expansion )(?<!escalation )cohort study|"
    r"non-?interventional|qualitative|ethnograph\w+|interview study|cross-sectional|case-control|ambispective|"
    r"epidemiolog\w+|natural history|(?:tumou?r|serum|tissue) bank|post-?marketing|"
    r"drug[- ]use (?:investigation|results)|use[- ]results (?:study|survey)|"
    r"prospective cohort|survey|treatment patterns|prescription patterns?|biospecimen|biobank\w*)\b"
)
LOOKS_INTO = compiled(
    r"\b(?:genetic (?:variants?|variations?|alterations?|diversity|differences?)|pharmacogen(?:etic|omic)s?|"
    r"(?:metabol|prote|lipid|multi-?)?omics?|microbiomes?|"
    r"(?:molecular|transcriptional|biological) (?:subtypes?|landscapes?|characteri\w+|features?)|repository|"
    r"predispositions?|research platform|(?:tumou?r|serum|tissue) bank|resistance mechanisms?|"
    r"mechanisms? of (?:\w+ ){0,2}(?:resistance|escape|relapse|recurrence|metastasis))\b"
)
"""Biology that is studied where no intervention is named."""

CELLS = compiled(
    r"\b(?:autologous|allogeneic|engineered|modified|expanded)\b[^.;]{0,70}\b(?:cells|lymphocytes|leukocytes)\b|"
    r"\b(?:specific|targeted|transduced|stimulated|redirected|armed|activated) (?:activated )?"
    r"(?:t|nk)[- ]?(?:cells|lymphocytes)\b|"
    r"\blymphocytes (?:transduced|engineered)|\btcr pbl\b|"
    r"\bcar(?:-| )?(?:t|nk|γδt)\b|\bcar/|\bchimeric antigen receptor"
)

GIVEN_TO = compiled(r"\b(?:in|for|as|following|after|among|who|before|\w+-line)\b")
AND_MORE = compiled(r"\b(?:plus|with|and)\b|\+|\bcombin")
STEMS = {
    "tecan": "chemotherapy",
    "taxel": "chemotherapy",
    "platin": "chemotherapy",
    "rubicin": "chemotherapy",
    "citabine": "chemotherapy",
    "bulin": "chemotherapy",
    "trexed": "chemotherapy",
    "parib": "parp_ddr",
    "lisib": "pi3k_akt_mtor",
    "estrant": "endocrine",
    "oxifene": "endocrine",
    "leucel": "cell_therapy",
    "cabtagene": "cell_therapy",
}
"""How the name of a drug ends → what kind it is, where it stands in no list."""
OBSERVED = compiled(
    r"\b(?:risk factors?|incidence|prevalence|(?:clinical )?classification|characteri[sz]\w+|natural history|"
    r"epidemiolog\w+|pharmacovigilance|investigation into|routine evaluation)\b"
)
""" "Incidence of neuropathy": looked at, not treated."""
SETTING = compiled(
    r"\b(?:undergo\w*|underwent|prior to|before|after|following|admitted for|planned for|scheduled for|associated with|"
    r"outcomes? (?:in|of|after)|on [^.;:]{0,40}effects of)\b[^.;:]{0,50}\Z"
)
OF_THE_SETTING = compiled(
    r"[ -](?:ward|cent(?:er|re)|care|outcomes?|site|setting|department|toolkit|recovery|patients?)\b"
)
PROBE = compiled(r"\b(?:probes?|imaging (?:study|agent)|tracers?)\b")

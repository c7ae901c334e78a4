"""What one writes where no earlier treatment is let in: the patterns of _no_lines.py, which says what follows. Pure.

What stands below a pattern says what it is for, where its name does not.
"""

from __future__ import annotations

from trials.eligibility.patterns import compiled, seldom

ADVANCED = compiled(
    r"\b(?:metasta\w*|late[- ]stage|advanced|incurable|unresectable|non-?curative|mbc|abc|stage iv|inoperable|mtnbc|"
    r"recurrent|"
    r"palliative|r/m|after recurrence)\b"
)
EXCEPT = compiled(
    r"\b(?:except|unless|other than|excluding|exception)\b(?![^.;]{0,40}adjuvant)"
    r"(?! (?:for |of |in case of |a |an |the |prior |previous |palliative |diagnostic |local |\w+al ){0,3}"
    r"(?:radi(?:ation(?!-?\s?sensiti)|other)|surg|biops|excision|lumpectom|mastectom|bone[- ]targeted|bisphosph|"
    r"denosumab))"
)
BUT_A_BIOPSY = compiled(r"\b(?:except|other than|excluding|apart from)\b[^.;,]{0,40}\bbiops\w*[^.;,]{0,30}")
EARLY_ASIDE = compiled(
    r"\([^()]*adjuvant[^()]*\)|[,;] (?:but |and |or |however,? )?(?:[\w≥>-]+ ){0,14}[(\w-]*adjuvant[^;]*"
)
""" "None for metastatic disease, or relapse 12 months after adjuvant therapy": that is no wash-out of it."""
SHORT_USE = compiled(
    r",? (?:except|other than|excluding|with the exception)(?: for| of)?\b[^.;(),]{0,24}?\b(?:\d+|one|two|three|four)"
    r"(?: \(\w+\))? (?:days?|weeks?|cycles?|doses?) of\b[^.;]*"
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
WITH_A_DRUG = compiled(
    r"[^.;]{0,50}(?<!patients )(?<!participants )(?<!subjects )(?<!women )\bwith "
    r"(?!curative|palliative|no\b|or without|the exception|metastatic|advanced|breast)"
)
""" "Naive women with …" names their disease."""
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
AT_A_TIME = seldom(
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
THOSE_TREATED = compiled(r"\b(?:who|that) (?:have |has |had )?(?:already |previously )?received (?:any )?$")
EARLIER = seldom(r"\bprior|previous|na[iï]ve")
HAD = compiled(
    r"\b(?:prior|previous(?:ly)?|earlier|already|received?|accepted|receipt|history of|any|no|without|not|never|"
    r"had|has|have|"
    r"treated|"
    r"treatment "
    r"with|therapy with|lines? of|undergone|naive|naïve|untreated)\b[^.;]{0,70}$"
)
LED = compiled(
    r"\W*(?:(?:has|have|had|any|received|undergone|patients?|participants?|who|with|history of) )*"
    r"(?:prior|previous|received) "
    r"(?:systemic |cancer |anti-?cancer )?(?:therap\w+|treatments?)[^.;]* (?:metasta\w+)[^.;]*:\W*$"
)
""" "Prior treatment for metastatic disease with any of these:"."""
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
COUNTED_BEFORE = compiled(
    r"(?:\d|\b(?:one|two|three|four|five|six))\)? (?:or more )?(?:different )?(?:prior |previous )?"
    r"(?:lines?|regimens?|cycles?|courses?|doses?) of (?:[\w-]+ ){0,2}$|"
    r"\b(?:second|third|2nd|3rd)[- ]?line (?:[\w-]+ )?$"
)
""" "Five prior lines of chemotherapy": that is counted, not none."""
NOT_RECEIVED = compiled(
    r"\W*(?:(?:patients?|participants?|subjects?|women|those|who) )*(?:(?:has|have|having|had) not|never) "
    r"(?:previously )?received (?:any )?(?:[\w-]+ ){0,3}$"
)
OUGHT_NOT = compiled(r"\b(?:must|may|should|can|shall) ?not (?:have|had)\b|\bmust be\b")
""" "Must not have received …" below the heading of the exclusions is what is asked, not who is kept out."""
NOT_GIVEN = compiled(
    r"[^.;()]{0,70}\b(?:has|have|was|were) not (?:been )?(?:performed|given|received|administered|used)\b"
)
NOT_LET = compiled(r"[^.;()]{0,70}\b(?:is|are) (?:not (?:allowed|permitted|eligible)|prohibited|ineligible|excluded)\b")
TO_ENTRY = compiled(r" " + BEFORE_ENTRY)
ENTRY = compiled(r"\W{1,2}(?!\w+(?: to)? (?:the )?(?:definitive )?surgery)" + BEFORE_ENTRY)
BEGUN = compiled(
    r"[^.;()]{0,40}\b(?:has|have|was|were) already (?:been )?(?:started|commenced|begun|initiated|given)\b"
)
FOR_THIS = compiled(r" (?:treatment |regimens? )?(?:for|of) " + OF_THIS)
PROGRESS = compiled(r"\b(?:progress\w*|relaps\w*|candidate|dose|cumulative)\b")
ADMITS = seldom(r"\b(?:allowed|permitted|acceptable|eligible(?! for))\b")
BUT_ANOTHER = seldom(r"\bbut (?![^.;]*\b(?:chemo|systemic|adjuvant|line|regimen|therap))[^.;]*")
""" "No prior chemotherapy, but biopsy of the sentinel node is allowed": still none."""
BRACKETS = compiled(r"\([^()]*\)")
EARLY_ONLY = compiled(r"\badjuvant|\bneo-?adjuvant|\bpreoperative")
DENIES = compiled(r"\bno|without|never|na[iï]ve|untreated|n't")
"""One of them stands wherever somebody had nothing; among the exclusions none need."""
OR_WITH = seldom(r"\bor (?:with|who (?:have )?(?:had|received)) (?:prior|previous|treatment)")
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
UNTREATED = seldom(r"\b(?:treatment[- ]na[iï]ve|previously untreated)\b")

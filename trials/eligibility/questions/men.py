"""Whether the text admits men. Contraception duties of male participants mean that men may enter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trials.eligibility.answers import Answer, Evidence
from trials.eligibility.mentions import own_bars, own_names
from trials.eligibility.page import Page
from trials.eligibility.patterns import compiled, seldom

NAME = "men"
BOTH = compiled(
    r"\b(?:men|males?|man|boys)\s?(?:,|/|\(|and/or|and|or|&)\s?(?:\w+ ){0,4}?(?:wom[ae]n|females?|"
    r"girls)\b|\b(?:wom[ae]n|females?)\s?(?:,|/|and/or|and|or|&)\s?(?:\w+ ){0,4}?(?:men|males?|"
    r"man)\b(?! partner)|\b(?:both|either|any|all) (?:sex(?:es)?|genders?)\b|\b(?:sex|gender)s?(?: "
    r"eligible for study)?\s?:\s?(?:all|both|any|male (?:or|and|/) female|male)|\bmale and female|"
    r"\b(?:sexes|genders) (?:are )?eligible|\bsex: not specified|"
    r"\b(?:regardless|irrespective) of (?:their )?(?:gender|sex)\b(?! ?,)"
)
MALE = compiled(
    r"(?<!fe)\b(?:men|males?|man)\b(?!['’]?s? ?(?:partners?|condoms?|sexual\b|pattern|spouse|donor|"
    r"hormone|relatives?|factor|child|infants?|reproductive organ|of childbearing))"
)
DUTY = compiled(
    r"\b(?:contracept\w*|condoms?|sperm|birth control|fertil\w*|father\w*|abstain|abstinence|"
    r"abstinent|vasectom\w*|semen|barrier|reproductive|sterili\w*|sterile|child-?\s?bearing|partners?|"
    r"impregnat\w*|pregnan\w*|producing children)\b"
)
PARTNER = seldom(
    r"\b(?:male|men)\W+(?:\w+\W+){0,2}(?:partners?|spouse)|partner(?:s|ed)? (?:is|are|with|of) (?:a "
    r")?(?:sterile|vasectomi[sz]ed)? ?(?:male|man|men)|vasectomi[sz]ed (?:male|partner|man)|male "
    r"sterili[sz]ation|same[- ]sex"
)
LABS = compiled(
    r"\b(?:creatinine|qtc\w*|hemoglobin|haemoglobin|ms\b|msec|ml/min|g/dl|cockcroft|weight|bmi|"
    r"hematocrit|creat|estimated|height|waist)"
)
NOT = compiled(
    r"^\W*(?:men|males?|male (?:patients?|participants?|subjects?|sex|gender|breast cancer(?: "
    r"patients)?)|patients who are (?:male|men)|male patients with breast cancer|man|male breast "
    r"cancer|being male|male gender|male breast)\W*$|\b(?:men|males?|male (?:patients|participants|"
    r"subjects))\b(?! (?:who|whose|with|receiving|on|taking|of)\b)"
    r"[^.;]{0,60}\b(?:excluded|not eligible|ineligible|not permitted|not allowed|will not "
    r"be)|\b(?:exclude\w*|no)\s+(?:men|males?|male (?:patients|participants|subjects))\b|^\W*male "
    r"(?:patients|participants|subjects)? ?(?:with|who have)? ?breast cancer"
)
CONDITION = compiled(
    r"(?<!fe)\bmales?\b[^.;]{0,90}\b(?:if|who|that|unless)\b[^.;]{0,90}\b(?:contracept\w*|condoms?|sperm|birth control|"
    r"abstinence|barrier)"
)
"""Men who do not do their duty are kept out, the others are not."""
ONLY = compiled(
    r"\bmust be female\b|\b(?:women|females?) only\b|\bonly (?:women|females?)\b|"
    r"\bsex:?\s+\W*female\b|\bgender:?\s+female\b|^\W*(?:adult |premenopausal |postmenopausal |"
    r"pre-?/?peri-?menopausal |pre-?menopausal |post-?menopausal |eligible |all |the |a |chinese |"
    r"healthy |older |young |elderly |patients? (?:is|must be|are|should be) |participants? (?:is|"
    r"must be|are) |subjects? (?:is|must be|are) |must be |be |age\w* |≥ ?\d+ |years? |old |or |"
    r"older, |\d+ ){0,8}(?:females?|wom[ae]n)\b"
)
SOME_BARRED = compiled(
    r"\b(?:male (?:patients|participants|subjects)|men) (?:who have|with) (?:an? )?(?:known )?"
    r"(?:hypersensitiv|intoleran|allerg|contraindicat)"
)
BY_SPERM = compiled(
    r"\b(?:patients?|participants?|subjects?|people|if) (?:(?:who|with|that|are|is|can|able|capable|to|of) ){0,4}"
    r"(?:sperm[- ]producing|produc(?:e|ing) sperm)|\bsperm[- ]producing (?:patients?|participants?|subjects?|people)\b"
)
"""Of the participant: partners are named in the same words."""
FATHERS = compiled(r"\bfather(?:ing)? (?:an? )?child")
ONE_WORD = compiled(r"^[^:]{1,40}:\s*(?:women|females?)\W*$")
"""After the name of a part of the study."""
FOR_WOMEN = compiled(
    r"\b(?:study|trial) is (?:only )?(?:for|open to|limited to|restricted to) "
    r"(?:only )?(?:\w+ ){0,2}(?:women|females)\b"
)
OF_WOMEN = compiled(
    r"\bbreast (?:cancer|carcinoma|neoplasms?),? female\b|\bfemale breast (?:cancer|carcinoma|neoplasm)"
)
NOT_ONLY = compiled(
    r"\b(?:childbearing|child-bearing|child bearing|contracept\w*|pregnan\w*|birth control|lactat\w*|"
    r"nursing|breast-?\s?feed\w*|reproductive|fertile|sterili?\w*|oophorectomy|hysterectomy|wocbp|if "
    r"(?:female|woman)|postmenopausal women must|donate|ova\b|egg|considered)\b"
)


def words() -> Iterator[tuple[str, str, str]]:
    return own_names("sex")


def bars() -> Iterator[tuple[str, str, str]]:
    return own_bars("sex")


def answers(page: Page) -> Iterable[Answer]:
    admitted, refused, only = list[Evidence](), list[Evidence](), list[Evidence]()
    titled, fathers = list[Evidence](), list[Evidence]()
    """`fathers`: a stock phrase, which a trial of women may have as well."""
    for sentence in page.about("sex"):
        low = sentence.low
        if sentence.section == "heading":
            if sentence.field.endswith("title"):
                if BOTH.search(low) or re.search(r"\bmale breast|\bmen with\b|(?<!fe)\bmales?\b", low):
                    admitted.append(page.evidence(sentence, "allowed", "men.title"))
                elif re.search(
                    r"\b(?:in|for|of|among|on)\s+(?:\w+[\s,/-]+){0,5}?(?:women|females)\b|\bwomen with\b", low
                ):
                    titled.append(page.evidence(sentence, "demanded", "men.title_women"))
            elif sentence.field.startswith("conditions") and OF_WOMEN.search(low):
                titled.append(page.evidence(sentence, "demanded", "men.condition"))
            continue
        if ("study is" in low or "trial is" in low) and FOR_WOMEN.search(low):
            only.append(page.evidence(sentence, "demanded", "men.women_only"))
            continue
        if sentence.section == "exclusion" and SOME_BARRED.search(low):
            admitted.append(page.evidence(sentence, "allowed", "men.some_barred"))
            continue
        if "father" in low and FATHERS.search(low) and not PARTNER.search(low):
            fathers.append(page.evidence(sentence, "allowed", "men.fathers"))
            continue
        if LABS.search(low) and "contracept" not in low:
            continue
        if "sperm" in low and BY_SPERM.search(low):
            admitted.append(page.evidence(sentence, "allowed", "men.duty"))
            continue
        names_men = any(each.slug == "men" for each in sentence.of("sex"))
        if names_men and (refusal := NOT.search(low)) and not CONDITION.search(low, refusal.start()):
            if sentence.section == "exclusion" or re.search(r"\bnot\b|\bexclu|ineligible|\bno\b", low):
                refused.append(page.evidence(sentence, "excluded", "men.refused"))
                continue
        whole = low if not low.rstrip().endswith(":") else low + " " + page.below(sentence, 300)
        is_male = names_men and MALE.search(low) is not None
        if names_men and BOTH.search(low) and not (sentence.section == "exclusion" and not DUTY.search(whole)):
            admitted.append(page.evidence(sentence, "allowed", "men.both"))
        elif (
            is_male
            and not PARTNER.search(low)
            and DUTY.search(whole)
            or (
                is_male
                and PARTNER.search(low)
                and re.search(
                    r"\b(?:male (?:patients?|subjects?|participants?)|men (?:must|should|who|with|"
                    r"able|of|enrolled)|sexually active (?:males?|men)|males? (?:must|should|who|of|"
                    r"able)|fertile (?:male|men))\b",
                    low,
                )
                and DUTY.search(whole)
            )
        ):
            admitted.append(page.evidence(sentence, "allowed", "men.duty"))
        elif (
            sentence.section != "exclusion"
            and is_male
            and re.search(
                r"\b(?:adult|and|or|eligible) males?\b|\bmale (?:patients?|subjects?|participants?|"
                r"breast|sex)|\bmen\b|^\W*males?\b",
                low,
            )
            and not PARTNER.search(low)
            and not re.search(r"\b(?:prostate|castrat|mcrpc|testicular)", low)
        ):
            admitted.append(page.evidence(sentence, "allowed", "men.named"))
        elif (
            (sentence.section != "exclusion" or low.strip(" .") == "must be female")
            and (ONLY.search(low) or ONE_WORD.search(low))
            and not NOT_ONLY.search(low.replace("must be female", ""))
        ):
            if not is_male and not re.search(
                r"\b(?:must|can|should|may|required to)\b[^.;]{0,40}(?:menopaus|\bovar)", low
            ):
                only.append(page.evidence(sentence, "demanded", "men.women_only"))
    if refused or any("must be female" in each.quote.lower() and each.section != "exclusion" for each in only):
        yield Answer(NAME, "", "no", tuple(refused or only))
    elif admitted:
        yield Answer(NAME, "", "yes", tuple(admitted))
    elif titled or any(each.cohort is None for each in only):
        yield Answer(NAME, "", "no", tuple(only or titled))
    elif fathers:
        yield Answer(NAME, "", "yes", tuple(fathers))

"""Match, rule by rule, on trials as the reader reads them: what blocks, what is open, and which group that makes."""

from __future__ import annotations

from typing import Any

import pytest

from finder.matching import READING, Group, Matching, Points, close_cells, counted
from tests import make
from tests.finder.held import ask, hold
from trials import reading
from trials.models import Trial

pytestmark = pytest.mark.django_db


def asking(number: int, *lines: str, barred: tuple[str, ...] = (), **options: Any) -> make.JSON:
    """A study that asks this and nothing else."""
    text = "Inclusion Criteria:\n\n" + "\n".join(f"* {line}" for line in lines)
    if barred:
        text += "\n\nExclusion Criteria:\n\n" + "\n".join(f"* {line}" for line in barred)
    quiet: dict[str, Any] = {"title": "A Study", "conditions": ["Breast Cancer"], "keywords": [], "interventions": []}
    return make.study(number, eligibility=text, **{**quiet, **options})


def held(*records: make.JSON) -> None:
    hold(*records)
    reading.read_stale()
    hold()


def stands(query: str, number: int = 1) -> Points:
    """How one trial stands to what was entered."""
    _, answer = ask(query)
    ordinal = answer.snapshot.ordinal(Trial.objects.get(public_id=make.nct(number)).pk)
    assert ordinal is not None
    return Matching(answer).points(ordinal)


def group(query: str, number: int = 1) -> Group:
    return stands(query, number).group


def demanded(query: str, number: int = 1) -> set[tuple[str, str]]:
    return {(point.parameter, point.key) for point in stands(query, number).demanded}


# --- groups ----------------------------------------------------------------------------------------------------------


def test_with_nothing_entered_nothing_is_known_of_any_trial() -> None:
    held(asking(1, "HER2-positive breast cancer"), asking(2, "Prostate cancer", conditions=["Prostate Cancer"]))
    for query in ("", "scope=any", "status=any&phase=2", "strict=yes"):
        _, answer = ask(query)
        groups = Matching(answer).groups
        assert groups[Group.UNKNOWN] == Matching(answer).universe, query
        assert not any(bits for name, bits in groups.items() if name is not Group.UNKNOWN), query


def test_a_trial_may_fit_where_nothing_speaks_against_it_nothing_is_open_and_something_for_it() -> None:
    held(asking(1, "HER2-positive breast cancer", "ECOG 0-1"))
    assert group("subtype=her2-pos&ecog=1") is Group.MAY_FIT
    assert group("subtype=her2-pos") is Group.UNKNOWN
    assert demanded("subtype=her2-pos") == {("ecog", "")}


def test_what_a_trial_does_not_speak_of_is_named_and_nothing_more() -> None:
    held(asking(1, "HER2-positive breast cancer"))
    points = stands("subtype=her2-pos&measurable=no&brain=stable")
    assert (points.group, points.silent) == (Group.MAY_FIT, ["brain", "measurable"])


def test_silence_alone_is_no_fit() -> None:
    held(asking(1, "Breast cancer"))
    assert group("ecog=1&brain=stable") is Group.UNKNOWN


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ecog=2", Group.NEAR_MISS),
        ("ecog=2&measurable=no", Group.NEAR_MISS),
        ("ecog=2&measurable=no&brain=progressing", Group.DOES_NOT_FIT),
        ("age=17", Group.DOES_NOT_FIT),
        ("sex=male", Group.DOES_NOT_FIT),
        ("stage=early", Group.DOES_NOT_FIT),
        ("subtype=her2-pos", Group.DOES_NOT_FIT),
        ("subtype=her2-pos&ecog=2", Group.DOES_NOT_FIT),
    ],
)
def test_one_or_two_things_that_may_change_are_a_near_miss_and_what_cannot_is_none(query: str, expected: Group) -> None:
    held(
        asking(
            1,
            "Metastatic triple-negative breast cancer",
            "ECOG 0-1",
            "Measurable disease per RECIST 1.1",
            barred=("Known brain metastases",),
            sex="FEMALE",
        )
    )
    assert group(query) is expected


def test_several_values_that_a_trial_excludes_are_one_blocker() -> None:
    held(asking(1, "Breast cancer", barred=("Prior taxane", "Prior anthracycline", "Prior eribulin")))
    points = stands("had=taxane,anthracycline,eribulin")
    assert (points.group, points.blockers) == (Group.NEAR_MISS, ["had"])


# --- subtype ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "entered", "expected"),
    [
        ("HER2-low breast cancer (IHC 1+, or 2+ and ISH-negative)", "hr-pos-her2-0", Group.NEAR_MISS),
        ("HER2-low breast cancer (IHC 1+, or 2+ and ISH-negative)", "her2-0", Group.NEAR_MISS),
        ("HER2-low breast cancer (IHC 1+, or 2+ and ISH-negative)", "her2-pos", Group.DOES_NOT_FIT),
        ("Triple-negative breast cancer", "hr-neg-her2-pos", Group.DOES_NOT_FIT),
        ("Triple-negative breast cancer", "hr-pos-her2-low", Group.DOES_NOT_FIT),
        ("HER2-positive breast cancer", "tnbc", Group.DOES_NOT_FIT),
        ("HER2-positive breast cancer", "her2-low", Group.DOES_NOT_FIT),
    ],
)
def test_a_subtype_is_a_near_miss_only_where_another_reading_of_low_or_zero_would_be_taken(
    accepted: str, entered: str, expected: Group
) -> None:
    held(asking(1, accepted))
    points = stands(f"subtype={entered}")
    assert (points.group, points.blockers) == (expected, ["subtype"])


def test_cells_are_close_with_the_same_hormone_receptors_alone() -> None:
    assert close_cells("hr-pos-her2-low") == ["hr-pos-her2-ultralow", "hr-pos-her2-0"]
    assert close_cells("tnbc") == ["hr-neg-her2-ultralow"]
    assert close_cells("her2-pos") == []
    assert close_cells("hr-neg-her2-pos") == []


# --- what is open ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "point", "answer"),
    [
        ("ESR1 mutation", ("biomarker", "esr1"), "biomarker=esr1"),
        ("Prior taxane is required", ("had", "taxane"), "had=paclitaxel"),
        ("Brain metastases must be present", ("brain", ""), "brain=stable"),
        ("Metastatic breast cancer", ("stage", ""), "stage=metastatic"),
        ("ECOG 0-1", ("ecog", ""), "ecog=1"),
        ("Measurable disease per RECIST 1.1", ("measurable", ""), "measurable=yes"),
        ("Postmenopausal women only", ("menopause", ""), "menopause=post"),
        ("At least one prior line of chemotherapy in the metastatic setting", ("lines", "chemotherapy-advanced"), ""),
    ],
)
def test_what_a_trial_demands_is_open_until_it_is_answered(line: str, point: tuple[str, str], answer: str) -> None:
    held(asking(1, "HER2-positive breast cancer", line))
    assert point in demanded("subtype=her2-pos")
    assert point not in demanded(f"subtype=her2-pos&{answer or 'chemo_lines=1'}")


@pytest.mark.parametrize(
    "barred",
    ["Known brain metastases", "Prior taxane", "Leptomeningeal disease", "More than 2 prior lines of chemotherapy"],
)
def test_what_a_trial_only_keeps_out_leaves_nothing_open(barred: str) -> None:
    held(asking(1, "HER2-positive breast cancer", barred=(barred,)))
    assert demanded("subtype=her2-pos") == set()
    assert group("subtype=her2-pos") is Group.MAY_FIT


def test_the_absence_of_an_answer_never_blocks() -> None:
    held(asking(1, "HER2-positive breast cancer", "ESR1 mutation", "ECOG 0-1", "Measurable disease per RECIST 1.1"))
    points = stands("subtype=her2-pos")
    assert (points.group, points.blockers) == (Group.UNKNOWN, [])
    assert len(points.demanded) == 3


def test_a_wider_answer_leaves_what_is_narrower_open() -> None:
    held(asking(1, "Breast cancer", "Prior taxane is required"))
    assert demanded("had=chemotherapy") == {("had", "taxane")}
    assert stands("had=chemotherapy").silent == ["had"]
    assert stands("not_had=chemotherapy").blockers == ["not_had"]
    assert demanded("not_had=chemotherapy") == set()


def test_a_gene_that_was_not_found_leaves_the_others_of_its_pathway_open() -> None:
    held(asking(1, "Breast cancer", "Homologous recombination deficiency (HRD) is required"))
    assert demanded("biomarker_not=brca") == {("biomarker", "hrd")}
    assert demanded("biomarker=brca") == set()
    assert stands("biomarker=brca").depends == ["biomarker"]


def test_lines_of_one_kind_do_not_answer_for_another() -> None:
    held(asking(1, "Breast cancer", "At least one prior line of endocrine therapy in the metastatic setting"))
    assert demanded("chemo_lines=1") == {("lines", "endocrine-advanced"), ("had", "endocrine")}
    assert demanded("endocrine_lines=1") == demanded("lines=2") == {("had", "endocrine")}
    assert stands("lines=2").depends == ["lines"]


def test_menopause_is_not_asked_of_men() -> None:
    held(asking(1, "Breast cancer", "Postmenopausal women; men may also enter"))
    assert ("menopause", "") in demanded("sex=female")
    assert ("menopause", "") not in demanded("sex=male")


def test_ages_and_sex_are_open_where_the_registry_does_not_take_all_grown_ups() -> None:
    held(
        asking(1, "Breast cancer", minimum_age="18 Years"),
        asking(2, "Breast cancer", minimum_age="50 Years"),
        asking(3, "Breast cancer", maximum_age="70 Years"),
        asking(4, "Breast cancer", sex="FEMALE"),
    )
    assert [demanded("brain=none", number) for number in (1, 2, 3, 4)] == [
        set(),
        {("age", "")},
        {("age", "")},
        {("sex", "")},
    ]


def test_a_trial_that_was_not_read_yet_never_may_fit() -> None:
    hold(make.study(1))
    assert (group("age=50"), demanded("age=50")) == (Group.UNKNOWN, {(READING, "")})
    assert group("age=17") is Group.DOES_NOT_FIT


# --- what is matched -------------------------------------------------------------------------------------------------


def test_expanded_access_stays_unknown_whatever_was_entered() -> None:
    held(asking(1, "HER2-positive breast cancer", "ECOG 0-1", study_type="EXPANDED_ACCESS", status="AVAILABLE"))
    for query in ("age=17", "subtype=tnbc&ecog=4", "subtype=her2-pos&ecog=1", "brain=stable"):
        points = stands(query)
        assert points == Points(Group.UNKNOWN, [], [], [], []), query


def test_other_cancers_are_matched_only_where_they_were_asked_for_and_never_fit() -> None:
    held(asking(1, "Breast cancer"), asking(2, "Prostate cancer", "ECOG 0-1", conditions=["Prostate Cancer"]))
    _, answer = ask("ecog=1")
    assert Matching(answer).universe.bit_count() == 1
    points = stands("ecog=1&scope=any", 2)
    assert (points.group, points.blockers) == (Group.DOES_NOT_FIT, ["scope"])


def test_strict_changes_nothing() -> None:
    held(asking(1, "HER2-positive breast cancer", "ECOG 0-1"), asking(2, "Triple-negative breast cancer"))
    for query in ("subtype=her2-pos&ecog=2", "subtype=her2-pos&brain=stable", "ecog=1"):
        plain, strict = (Matching(ask(query + more)[1]).groups for more in ("", "&strict=yes"))
        assert plain == strict, query


def test_place_and_status_choose_the_trials_and_block_none() -> None:
    held(
        asking(1, "Breast cancer", "ECOG 0-1"),
        asking(2, "Breast cancer", "ECOG 0-1", status="COMPLETED"),
        asking(3, "Breast cancer", "ECOG 0-1", sites=[make.site(country="France", state="", at=(45.7, 4.8))]),
    )
    assert Matching(ask("ecog=1&country=US")[1]).universe.bit_count() == 1
    assert Matching(ask("ecog=1&status=any")[1]).universe.bit_count() == 3
    with pytest.raises(LookupError):
        stands("ecog=1&country=US", 3)


def test_pages_of_a_group_follow_each_other_without_gap() -> None:
    held(*(asking(number, "Breast cancer", "ECOG 0-1") for number in range(1, 12)))
    matching = Matching(ask("ecog=1")[1])
    whole = matching.page(Group.MAY_FIT, 0, 100)
    assert len(whole) == 11
    assert [one for start in range(0, 12, 3) for one in matching.page(Group.MAY_FIT, start, 3)] == whole
    assert matching.page(Group.NEAR_MISS, 0, 10) == []


def test_members_are_counted_by_how_many_sets_they_are_in() -> None:
    assert counted([0b0011, 0b0101, 0b1001], 0b1111, 3) == [0, 0b1110, 0, 0b0001]
    assert counted([0b0011, 0b0101, 0b1001], 0b1111, 1) == [0, 0b1111]
    assert counted([], 0b1010, 2) == [0b1010]

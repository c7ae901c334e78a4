"""What changed between two versions of a registration: by field and by sentence, in words, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import make
from trials import changes as versions
from trials import intake
from trials.changes import Change, changes
from trials.models import Registration, Version
from trials.records import RawRecord, TrialRecord
from trials.registries import registry

REGISTRY = "clinicaltrials_gov"


def record(**given: Any) -> TrialRecord:
    module = registry(REGISTRY)
    return module.parse(RawRecord(REGISTRY, make.nct(1), make.body(make.study(1, **given))))


def between(before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    return changes(record(**before), record(**after))


def said(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [one.words for one in between(before, after)]


def rules(*inclusion: str, out: tuple[str, ...] = ("Pregnancy",)) -> dict[str, Any]:
    lines = ["Inclusion Criteria:", "", *(f"* {one}" for one in inclusion), "", "Exclusion Criteria:", ""]
    return {"eligibility": "\n".join([*lines, *(f"* {one}" for one in out)])}


def test_a_record_that_is_the_same_has_no_changes() -> None:
    assert between({}, {}) == ()


def test_a_closed_trial_is_said_as_a_person_would_say_it() -> None:
    [change] = between({}, {"status": "ACTIVE_NOT_RECRUITING"})
    assert change.words == "The trial stopped taking new people; it is still running"
    assert (change.field, change.before, change.after) == ("status", "recruiting", "active-not-recruiting")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("NOT_YET_RECRUITING", "RECRUITING", "The trial started taking new people"),
        ("SUSPENDED", "RECRUITING", "The trial takes new people again"),
        ("RECRUITING", "SUSPENDED", "The trial was paused"),
        ("RECRUITING", "TERMINATED", "The trial was stopped early"),
        ("RECRUITING", "COMPLETED", "The trial has finished"),
        ("RECRUITING", "A_NEW_WORD", "The status changed: recruiting → a new word"),
    ],
)
def test_each_step_of_the_status_has_its_words(before: str, after: str, words: str) -> None:
    assert said({"status": before}, {"status": after}) == [words]


def test_why_it_stopped_is_told() -> None:
    stopped = {"status": "TERMINATED", "statusModule": {"whyStopped": "Slow accrual."}}
    assert said({}, stopped) == ["The trial was stopped early", "Why it stopped: “Slow accrual.”"]


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (
            {"completionDateStruct": {"date": "2030-06", "type": "ESTIMATED"}},
            "The end moved: June 2029 → planned June 2030",
        ),
        ({"completionDateStruct": {"date": "2029-06-05", "type": "ACTUAL"}}, "The trial ended on 5 June 2029"),
        (
            {"startDateStruct": {"date": "2026-02-17", "type": "ACTUAL"}},
            "The start moved: February 2026 → 17 February 2026",
        ),
        ({"startDateStruct": {"date": "2026", "type": "ACTUAL"}}, "The start moved: February 2026 → 2026"),
        ({"completionDateStruct": {}}, "The end is no longer given; it was June 2029"),
        ({"resultsFirstPostDateStruct": {"date": "2026-11-03"}}, "Results were posted on 3 November 2026"),
        ({"statusVerifiedDate": "2026-11"}, "The sponsor confirmed the record in November 2026"),
    ],
)
def test_dates_are_told_as_precisely_as_they_are_given(module: dict[str, Any], words: str) -> None:
    assert said({}, {"statusModule": module}) == [words]


def test_the_registrys_own_dates_and_what_it_derives_are_no_change() -> None:
    later = {"statusModule": {"lastUpdatePostDateStruct": {"date": "2026-11-09"}}, "release": "2026-11-21"}
    assert between({}, later) == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"designModule": {"enrollmentInfo": {"count": 1150, "type": "ACTUAL"}}},
            "How many people take part: 120 people planned → 1,150 people",
        ),
        ({"phases": ["PHASE2", "PHASE3"]}, "Phase: phase 2 → phase 2 and phase 3"),
        ({"maximum_age": "75 Years"}, "Age: 18 years and older → 18 to 75 years"),
        ({"sex": "FEMALE"}, "Open to: women and men → women only"),
        ({"conditions": ["metastatic breast cancer ", "Brain Metastases"]}, "A condition was added: Brain Metastases"),
        ({"sponsor": "Hill University"}, "Run by: Meadow University → Hill University"),
        ({"summary": "Something else."}, "The summary was rewritten"),
    ],
)
def test_each_field_has_its_words(given: dict[str, Any], words: str) -> None:
    assert words in said({}, given)
    assert len(between({}, given)) == 1


def test_a_title_is_told_with_both_wordings() -> None:
    words = said({"title": "An Old Name"}, {"title": "A New Name"})
    assert words[0] == "The title changed: “An Old Name” → “A New Name”"


def test_treatments_and_groups_come_go_and_are_renamed() -> None:
    old = {"type": "DRUG", "name": "Tuvexa", "otherNames": ["TVX-1"]}
    new = {"type": "DRUG", "name": "Tuvexamab", "otherNames": ["TVX-1"]}
    assert said({"interventions": [old]}, {"interventions": [new]}) == [
        "A treatment was renamed: “Tuvexa” → “Tuvexamab”"
    ]
    more = {"type": "DRUG", "name": "Letrozole"}
    assert said({"interventions": [old]}, {"interventions": [more, old]}) == ["A treatment was added: “Letrozole”"]
    assert said({"interventions": [old, more]}, {"interventions": [old]}) == ["A treatment was taken out: “Letrozole”"]
    told = {**old, "description": "Once a day."}
    assert said({"interventions": [old]}, {"interventions": [told]}) == ["What is said of “Tuvexa” was changed"]


def test_a_contact_that_changed_is_told_with_both() -> None:
    desk = {"name": "Study Desk", "phone": "555-010-0199"}
    [change] = between({}, {"contactsLocationsModule": {"centralContacts": [desk]}})
    assert change.words == (
        "The study contact changed: Study Desk, 555-010-0100, desk@example.org → Study Desk, 555-010-0199"
    )


# -- sites ------------------------------------------------------------------------------------------------------------


def test_one_site_that_opened_is_named_by_its_city() -> None:
    closed, opened = make.site(status="NOT_YET_RECRUITING"), make.site()
    [change] = between({"sites": [closed]}, {"sites": [opened]})
    assert change.words == "A site in Chicago, Illinois opened"
    assert change.details == (
        "Lakeside Cancer Institute, Chicago, Illinois, United States: not yet recruiting → recruiting",
    )


def test_many_sites_are_summed_up_in_one_line() -> None:
    waiting = [make.site(f"Hospital {n}", status="NOT_YET_RECRUITING") for n in range(12)]
    running = [make.site(f"Clinic {n}") for n in range(3)]
    after = [{**one, "status": "RECRUITING"} for one in waiting] + [{**one, "status": "COMPLETED"} for one in running]
    [change] = between({"sites": waiting + running}, {"sites": after})
    assert change.words == "12 sites opened and 3 closed to new people"
    assert len(change.details) == 15


def test_a_site_that_left_the_record_is_no_longer_listed() -> None:
    both = [make.site(), make.site("Hill Hospital", "Boston", "Massachusetts")]
    assert said({"sites": both}, {"sites": both[:1]}) == ["A site in Boston, Massachusetts is no longer listed"]
    assert said({"sites": both[:1]}, {"sites": both}) == ["A site in Boston, Massachusetts opened"]


def test_a_new_site_that_does_not_recruit_has_not_opened() -> None:
    both = [make.site(), make.site("Hill Hospital", "Lyon", "", "France", status="NOT_YET_RECRUITING")]
    assert said({"sites": both[:1]}, {"sites": both}) == ["A site in Lyon, France was added"]
    ended = {"status": "COMPLETED"}
    assert said({"sites": [make.site()], **ended}, {"sites": [make.site(), make.site("B")], **ended}) == [
        "A site in Chicago, Illinois was added"
    ]


def test_sites_in_another_order_are_the_same_sites() -> None:
    equal = [make.site("Research Site"), make.site("Research Site", status="WITHDRAWN"), make.site("Hill Hospital")]
    assert between({"sites": equal}, {"sites": equal[::-1]}) == ()


def test_another_zip_is_another_address_and_not_a_site_that_closed() -> None:
    [change] = between({"sites": [make.site(zip="60601")]}, {"sites": [make.site(zip="60602")]})
    assert change.words == "A site in Chicago, Illinois is listed with another address"
    [detail] = change.details
    assert detail.endswith("Chicago, Illinois, 60601, United States → Chicago, Illinois, 60602, United States")


def test_whom_to_call_at_a_site_is_a_change() -> None:
    new = make.site(contacts=[{"name": "A Nurse", "phone": "555-010-0101"}])
    assert said({"sites": [make.site()]}, {"sites": [new]}) == ["Whom to call changed at a site in Chicago, Illinois"]


# -- rules ------------------------------------------------------------------------------------------------------------


def test_a_rule_that_was_reworded_shows_both_wordings() -> None:
    before = rules("HER2-positive disease", "At most 2 earlier lines of treatment")
    after = rules("HER2-positive disease", "At most 3 earlier lines of treatment")
    [change] = between(before, after)
    assert change.kind == "changed"
    assert change.words == (
        "A rule was changed (who can join): “At most 2 earlier lines of treatment” → "
        "“At most 3 earlier lines of treatment”"
    )


def test_rules_come_and_go_by_section() -> None:
    before, after = rules("ECOG 0 or 1"), rules("ECOG 0 or 1", "Measurable disease", out=())
    assert said(before, after) == [
        "A rule was added (who can join): “Measurable disease”",
        "A rule was taken out (who cannot join): “Pregnancy”",
    ]


def test_a_rule_that_moved_to_the_other_section_is_a_change() -> None:
    before = rules("ECOG 0 or 1", "Treated brain metastases")
    after = rules("ECOG 0 or 1", out=("Pregnancy", "Treated brain metastases"))
    assert said(before, after) == ["A rule moved from “who can join” to “who cannot join”: “Treated brain metastases”"]


def test_a_lost_heading_is_not_told_as_so_many_changes() -> None:
    out = ("Pregnancy", "Brain metastases", "Heart failure", "Active infection")
    before = rules("ECOG 0 or 1", out=out)
    after = {"eligibility": before["eligibility"].replace("Exclusion Criteria:", "")}
    [change] = between(before, after)
    assert change.words == (
        "4 rules moved from “who cannot join” to “who can join”. Perhaps only a heading was changed: read the full text"
    )
    assert change.details == out


def test_layout_order_and_marks_are_no_change() -> None:
    before = rules("LVEF \\>= 50%", "ECOG 0 or 1.", "Life expectancy of at least 12 weeks")
    after = {
        "eligibility": "INCLUSION CRITERIA\n\n1. Life  expectancy of at least 12 weeks\n2. LVEF ≥ 50%;\n3. ECOG 0 or 1"
        "\n\nEXCLUSION CRITERIA\n\n1. Pregnancy"
    }
    assert between(before, after) == ()


def test_a_sentence_of_a_line_changes_alone() -> None:
    before = rules("Adequate heart function. LVEF must be at least 50% within 28 days.")
    after = rules("Adequate heart function. LVEF must be at least 55% within 28 days.")
    [change] = between(before, after)
    assert change.before == "LVEF must be at least 50% within 28 days."


def test_a_text_of_thousands_of_new_lines_is_compared_in_full() -> None:
    before, after = (rules(*(f"Rule {side}{n} of its own kind" for n in range(3000))) for side in "ab")
    found = between(before, after)
    assert {(one.kind, len([each for each in found if each.kind == one.kind])) for one in found} == {
        ("added", 3000),
        ("removed", 3000),
    }


# -- properties -------------------------------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.sampled_from(["", " ", "A", "a.", "B", "<b>x</b>", "\u202eA", "“", "≥ 1", ">= 1", "\\*", "ECOG 0", "ECOG 1"]),
    st.text(max_size=12),
)
SITES = st.lists(
    st.builds(
        lambda facility, city, code, status, phone: make.site(
            facility, city, zip=code, status=status, contacts=[{"phone": phone}]
        ),
        st.sampled_from(["", "A", "B", "a "]),
        st.sampled_from(["", "Chicago", "Lyon"]),
        st.sampled_from(["1", "2"]),
        st.sampled_from([None, "RECRUITING", "COMPLETED", "odd"]),
        st.sampled_from(["1", "2"]),
    ),
    max_size=6,
)
LINES = st.lists(
    st.one_of(
        TEXTS,
        st.sampled_from(
            [
                "Inclusion Criteria:",
                "Exclusion Criteria:",
                "* At most 2 lines of it",
                "* At most 3 lines of it",
                "* x; y",
            ]
        ),
    ),
    max_size=10,
)
ARMS = st.lists(st.fixed_dictionaries({"label": TEXTS, "description": TEXTS}), max_size=4)
DRUGS = st.lists(st.fixed_dictionaries({"name": TEXTS, "description": TEXTS}), max_size=4)
DATES = st.sampled_from([{}, {"date": "2026"}, {"date": "2026-02", "type": "ESTIMATED"}, {"date": "0001-01-01"}])


@st.composite
def records(draw: st.DrawFn) -> TrialRecord:
    """Of few words, so that two of them have something in common."""
    return record(
        title=draw(TEXTS.filter(lambda text: text.strip() != "")),
        status=draw(st.sampled_from(["RECRUITING", "COMPLETED", "NOT_YET_RECRUITING", "odd"])),
        conditions=draw(st.lists(TEXTS, max_size=3)),
        interventions=draw(DRUGS),
        eligibility="\n".join(draw(LINES)),
        sites=draw(SITES),
        summary=draw(TEXTS),
        sex=draw(st.sampled_from(["ALL", "FEMALE", ""])),
        maximum_age=draw(st.sampled_from([None, "N/A", "75 Years"])),
        phases=draw(st.lists(st.sampled_from(["PHASE1", "PHASE2", "odd"]), max_size=2)),
        statusModule={"startDateStruct": draw(DATES), "completionDateStruct": draw(DATES), "whyStopped": draw(TEXTS)},
        armsInterventionsModule={"armGroups": draw(ARMS)},
        designModule={"enrollmentInfo": {"count": draw(st.sampled_from([None, -1, 0, 120, 99_999_999]))}},
    )


@given(records(), records())
def test_the_way_back_has_as_many_changes_and_each_has_words(one: TrialRecord, other: TrialRecord) -> None:
    there, back = changes(one, other), changes(other, one)
    assert sorted(change.field for change in there) == sorted(change.field for change in back)
    assert sum(change.kind == "added" for change in there) == sum(change.kind == "removed" for change in back)
    assert all(change.words.strip() and change.field for change in there)


@given(records())
def test_nothing_differs_from_itself(one: TrialRecord) -> None:
    assert changes(one, one) == ()


@given(st.text(), st.text())
@settings(max_examples=50)
def test_any_two_texts_can_be_compared(before: str, after: str) -> None:
    there, back = (
        between({"eligibility": before}, {"eligibility": after}),
        between({"eligibility": after}, {"eligibility": before}),
    )
    assert len(there) == len(back)


# -- versions ---------------------------------------------------------------------------------------------------------


def take(record: make.JSON, day: int = 1) -> None:
    intake.take_in(
        [make.body(record)],
        registry=REGISTRY,
        scope="everything",
        fetched_at=dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC),
        source_timestamp=f"2026-11-{day:02d}",
    )


@pytest.mark.django_db
def test_versions_are_compared_with_those_before_them() -> None:
    for day, status in enumerate(("RECRUITING", "SUSPENDED", "RECRUITING"), 1):
        take(make.study(1, status=status), day)
    new, middle, old = versions.kept([Registration.objects.get().pk])
    assert [one.fetched_at.day for one in (new, middle, old)] == [3, 2, 1]
    assert new.content_hash == old.content_hash
    told = [versions.between(old, middle), versions.between(middle, new)]
    assert [[one.words for one in found or ()] for found in told] == [
        ["The trial was paused"],
        ["The trial takes new people again"],
    ]
    assert versions.between(old, new) == ()


@pytest.mark.django_db
def test_a_version_that_cannot_be_read_is_not_called_unchanged() -> None:
    take(make.study(1))
    take(make.study(1, status="COMPLETED"), 2)
    Version.objects.filter(fetched_at__lt=timezone.now(), fetched_at__day=1).update(
        raw=b"no zlib", content_hash="0" * 64
    )
    new, old = versions.kept([Registration.objects.get().pk])
    assert versions.between(old, new) is None

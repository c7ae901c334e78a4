"""medspaCy and spaCy with negspacy: texts in, their mentions out, and what those come to in the labelling guide's form.

Called by `bench/read.py`. Each peer has an environment of its own, made on demand from the versions pinned in
`peers-NAME.txt`, and runs `tagger.py` in it. They are given the names of our vocabulary and the headings of the two
lists, and answer where a name stands, whether it is negated, and under which heading. What such an answer comes to is
decided here, by rules of the kind that somebody writes around such a tool in a day; they are the same for both.
"""

from __future__ import annotations

import filecmp
import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from trials import vocabulary
from trials.eligibility import Listing
from trials.eligibility.reader import all_questions

HERE = Path(__file__).parent
PEERS = ("medspacy", "negspacy")
SCAN = "pyahocorasick"
"""No peer: it finds words and says nothing of them. How quick it is tells how quick the machine is."""
SCANNED = 50
"""Words it looks for."""
FIELDS = ("biomarkers", "brain_metastases", "leptomeningeal", "prior_therapy", "men")
"""Those of the guide that follow from mentions, negation and heading. The others need counts, tables or more."""
_KINDS = ("marker", "brain", "leptomeningeal", "therapy", "sex")
_SECTIONS = {
    name: [f"{more}{name} criteria{colon}" for more in ("", "key ", "main ") for colon in ("", ":")]
    for name in ("inclusion", "exclusion")
}

Found = tuple[int, int, int, bool, str]
"""Of a mention: start, end, number of its rule, negated, section."""


class Told(msgspec.Struct):
    seconds: float
    """Of the processor, for the texts alone."""
    found: list[list[Found]]


# --- running them ----------------------------------------------------------------------------------------------------


def tag(peer: str, folder: Path, listings: Iterable[Listing]) -> Told:
    """Raises CalledProcessError where its environment cannot be made, or it fails."""
    python = _python(peer, folder)
    named = list(rules())
    asked = {
        "rules": named[:: len(named) // SCANNED][:SCANNED] if peer == SCAN else named,
        "sections": _SECTIONS,
        "texts": [_text(one)[0] for one in listings],
    }
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [python, "-P", HERE / "tagger.py", peer],
        input=msgspec.json.encode(asked),
        stdout=subprocess.PIPE,
        env=env,
        check=True,
    )
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Told)


def _python(peer: str, folder: Path) -> Path:
    """That of its environment. The copy of the pins in it is written last, so that a half-made one is not kept."""
    pins, environment = HERE / f"peers-{peer}.txt", folder / peer
    python, made = environment / "bin" / "python", environment / pins.name
    if not made.exists() or not filecmp.cmp(pins, made, shallow=False):
        subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
        quietly = ("--quiet", "--disable-pip-version-check", "--no-deps")
        subprocess.run([python, "-m", "pip", "install", *quietly, "-r", pins], stdout=sys.stderr, check=True)
        shutil.copyfile(pins, made)
    return python


@functools.cache
def rules() -> dict[str, frozenset[tuple[str, str]]]:
    """What is looked for → the (kind, slug) that it names; none for a wording in which they do not count. Names are
    given as we write them, and with their hyphens open: to us that is the same, to the peers it is not."""
    found: dict[str, set[tuple[str, str]]] = {}
    for question in all_questions():
        for kind, slug, name in question.words():
            if kind in _KINDS:
                for spelled in (name.lower(), name.lower().replace("-", " ")):
                    found.setdefault(spelled, set()).add((kind, slug))
        for kind, _, wording in question.bars():
            if kind in _KINDS:
                found.setdefault(wording.lower(), set())
    return {name: frozenset(named) for name, named in found.items()}


def _text(listing: Listing) -> tuple[str, int]:
    """All fields, as our reader lays them out, and where the eligibility text begins."""
    fields = listing.fields()
    eligibility = fields.pop("eligibility")
    head = "".join(f"{text}\n" for text in fields.values() if text)
    return head + eligibility, len(head)


# --- what their mentions come to -------------------------------------------------------------------------------------

_STATE = re.compile(r"mutat|positiv|negativ|express|alter|deleter|pathogenic|wild|amplif|deficien|high|loss|fusion|\+")
_HAD = re.compile(
    r"prior|previous|received|history of|progress|pretreated|refractory|resistan|exposure|exposed|treated"
)
_NOT_ASKED = re.compile(
    r"within|days|weeks|half-li|washout|wash-out|hypersensitiv|allerg|toxicit|recover|allowed|permitted|\bmay\b"
)
"""Wash-outs, harms, and what is allowed."""
_ACTIVE = re.compile(r"untreated|active|uncontrolled|(?<!a)symptomatic|unstable|progress|requir")
_UNTREATED = re.compile(r"untreated|asymptomatic")
_PARTNER = re.compile(r"partner")
_ONE_DRUG = {"capecitabine", "eribulin", "tamoxifen", "t_dm1", "t_dxd"}
_LEAST_RESTRICTIVE = ("required", "untreated_allowed", "stable_allowed", "allowed", "alternative", "excluded")


class _Mention(NamedTuple):
    kind: str
    slug: str
    line: str
    """The line it stands in, in small letters."""
    out: bool
    """Named as what keeps people out: under the heading of the exclusions, or negated under the other, not both."""
    heading: bool
    """In a title or another field before the eligibility text."""


def guide_form(listing: Listing, found: Iterable[Found]) -> dict[str, Any]:
    """Of `FIELDS`. Where several mentions say different things, the least restrictive counts, as the guide has it."""
    mentions = list(_mentions(listing, found))
    text = [one for one in mentions if not one.heading]
    return {
        "biomarkers": _best(_biomarkers(text)),
        "prior_therapy": _best(_prior_therapy(text)),
        "brain_metastases": _best(("", value) for value in _brain(text)).get("", "not_stated"),
        "leptomeningeal": _best(
            ("", "excluded" if one.out else "allowed") for one in text if one.kind == "leptomeningeal"
        ).get("", "not_stated"),
        "men": _men(mentions),
    }


def _mentions(listing: Listing, found: Iterable[Found]) -> Iterator[_Mention]:
    text, start_of_text = _text(listing)
    low, named = text.lower(), list(rules().values())
    for start, _, number, negated, section in found:
        end = low.find("\n", start)
        line = low[low.rfind("\n", 0, start) + 1 : len(low) if end < 0 else end]
        for kind, slug in sorted(named[number]):
            yield _Mention(kind, slug, line, (section == "exclusion") != negated, start < start_of_text)


def _best(stances: Iterable[tuple[str, str]]) -> dict[str, str]:
    best: dict[str, str] = {}
    for key, value in stances:
        best[key] = min(value, best.get(key, value), key=_LEAST_RESTRICTIVE.index)
    return best


def _keyed(named: list[tuple[str, _Mention]]) -> Iterator[tuple[str, str]]:
    """Required where it stands alone in its line, one of several where it does not."""
    in_line: dict[str, set[str]] = {}
    for key, one in named:
        in_line.setdefault(one.line, set()).add(key)
    for key, one in named:
        yield key, "excluded" if one.out else "required" if len(in_line[one.line]) == 1 else "alternative"


def _biomarkers(text: list[_Mention]) -> Iterator[tuple[str, str]]:
    """Our rules of this kind bear the guide's names."""
    return _keyed([(one.slug, one) for one in text if one.kind == "marker" and _STATE.search(one.line)])


def _prior_therapy(text: list[_Mention]) -> Iterator[tuple[str, str]]:
    drugs = {one.slug for one in vocabulary.terms("drugs")}
    named = []
    for one in text:
        if one.kind == "therapy" and one.slug in vocabulary.parents() and _HAD.search(one.line):
            if _NOT_ASKED.search(one.line):
                continue
            # One drug of a wide class that keeps people out is not the class.
            names = vocabulary.prior_therapies(one.slug)
            named += [(name, one) for name in names if not one.out or one.slug not in drugs or name in _ONE_DRUG]
    return _keyed(named)


def _brain(text: list[_Mention]) -> Iterator[str]:
    for one in (one for one in text if one.kind == "brain" and "metasta" in one.line):
        if one.out:
            yield "stable_allowed" if _ACTIVE.search(one.line) else "excluded"
        else:
            yield "untreated_allowed" if _UNTREATED.search(one.line) else "stable_allowed"


def _men(mentions: list[_Mention]) -> str:
    named = {one.slug for one in mentions if one.kind == "sex" and not one.out and not _PARTNER.search(one.line)}
    return "yes" if "men" in named else "no" if "women" in named else "not_stated"

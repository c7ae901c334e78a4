"""Runs a peer: rules and texts in, the mentions it finds out, with what it says of each.

`python -P tagger.py PEER < asked.json > told.json`, by the Python of that peer's environment. It knows nothing of the
project, and the project nothing of what it imports.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

Tag = Callable[[str], Iterator[tuple[int, int, int, bool, str]]]
"""Text → of each mention: start, end, number of its rule, whether it is negated, the section it stands in."""


def medspacy(rules: list[str], sections: dict[str, list[str]]) -> Tag:
    """All that it does by default (sentences, targets, context), and its sections."""
    importlib.import_module("loguru").logger.remove()  # it writes every sentence to the terminal, which takes its time
    target, section = (importlib.import_module(f"medspacy.{name}") for name in ("target_matcher", "section_detection"))
    nlp = importlib.import_module("medspacy").load()
    nlp.get_pipe("medspacy_target_matcher").add(
        [target.TargetRule(rule, "TERM", metadata={"number": number}) for number, rule in enumerate(rules)]
    )
    finder = nlp.add_pipe("medspacy_sectionizer", config={"rules": None})
    finder.add([section.SectionRule(heading, name) for name, headings in sections.items() for heading in headings])

    def tag(text: str) -> Iterator[tuple[int, int, int, bool, str]]:
        for one in nlp(text).ents:
            number = one._.target_rule.metadata["number"]
            yield one.start_char, one.end_char, number, bool(one._.is_negated), one._.section_category or ""

    return tag


def negspacy(rules: list[str], sections: dict[str, list[str]]) -> Tag:
    """spaCy's entity ruler and sentencizer, and negex. It knows no sections: their headings are entities, and the last
    one before a mention is its section."""
    spacy, _ = map(importlib.import_module, ("spacy", "negspacy.negation"))
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    headings = [(name, heading) for name, some in sections.items() for heading in some]
    ruler.add_patterns(
        [
            *({"label": "TERM", "pattern": rule, "id": str(number)} for number, rule in enumerate(rules)),
            *({"label": "SECTION", "pattern": heading, "id": name} for name, heading in headings),
        ]
    )
    nlp.add_pipe("negex", config={"ent_types": ["TERM"]})

    def tag(text: str) -> Iterator[tuple[int, int, int, bool, str]]:
        section = ""
        for one in nlp(text).ents:
            if one.label_ == "SECTION":
                section = one.ent_id_
            else:
                yield one.start_char, one.end_char, int(one.ent_id_), bool(one._.negex), section

    return tag


def pyahocorasick(rules: list[str], sections: dict[str, list[str]]) -> Tag:
    """Whole words, wherever they stand; nothing else is asked of it."""
    words = importlib.import_module("ahocorasick").Automaton()
    for number, rule in enumerate(rules):
        words.add_word(rule, (number, len(rule)))
    words.make_automaton()

    def tag(text: str) -> Iterator[tuple[int, int, int, bool, str]]:
        low = text.lower()
        for last, (number, length) in words.iter(low):
            start, end = last - length + 1, last + 1
            if not (low[start - 1 : start].isalnum() or low[end : end + 1].isalnum()):
                yield start, end, number, False, ""

    return tag


def main(peer: str) -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    tag = {"medspacy": medspacy, "negspacy": negspacy, "pyahocorasick": pyahocorasick}[peer](
        asked["rules"], asked["sections"]
    )
    for text in asked["texts"][:3]:  # warm
        list(tag(text))
    started = time.process_time()
    found = [list(tag(text)) for text in asked["texts"]]
    json.dump({"seconds": time.process_time() - started, "found": found}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])

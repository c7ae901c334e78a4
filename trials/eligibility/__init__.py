"""What a trial asks of a participant: strings in, answers with the sentences that prove them out. Pure Python.

`trials/reading.py` and `python -m trials.eligibility` call `read(listing)`; `guide_form(reading)` is the labelling
guide's form of a reading. The way of a text:

    Listing   answers.py     the texts of one trial
      │ criteria.py          text → lines: section, cohort heading, lines above, offsets
      │ mentions.py          where terms, words.toml and cues stand; linear in the text
    Page      page.py        all fields as one text, its sentences with their mentions
      │ stances.py           cues.toml: a mention is demanded, excluded, allowed or just mentioned
      │ questions/*.py       ONE FILE = ONE QUESTION: NAME, words() it wants found, answers(page)
    Reading   answers.py     answers with evidence; `fields[field][start:end] == quote` on raw text
      │ guide.py
    guide form

`values.py` holds what an answer may be, question by question, in words for the people who rule on readings.

A question looks only at sentences that mention its words, so that other lines cost a scan and no more. Silence is no
answer; a sentence that we cannot decide gives an answer in the state `unclear`.
"""

from __future__ import annotations

from trials.eligibility.answers import PART, Answer, Evidence, Listing, Reading
from trials.eligibility.guide import guide_form
from trials.eligibility.reader import digest, read

__all__ = ["PART", "Answer", "Evidence", "Listing", "Reading", "digest", "guide_form", "read"]

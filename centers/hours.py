"""Placeholder until branch c1."""


def clean(text):
    return text


def words(text):
    return [text]


def timezone(text):
    return text

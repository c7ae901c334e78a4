"""A client of the Finder's API, version 1. In: an address and a question; out: its answers, typed. For any program.

It needs nothing but Python.
"""

from finder_client.asking import Finder
from finder_client.problems import Problem

__all__ = ["Finder", "Problem"]

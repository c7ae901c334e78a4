"""Tests of centers/: the places that care for people, and the claims behind every fact."""

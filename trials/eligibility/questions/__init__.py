"""One file, one question asked of a trial. Each has `words()`, `bars()` and `answers(page)`; found by its file name."""

"""English: "25 November 2026", as nobody can misread it. Read by Django."""

DATE_FORMAT = "j F Y"
YEAR_MONTH_FORMAT = "F Y"

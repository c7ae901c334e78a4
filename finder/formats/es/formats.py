"""Spanish as it is written in the United States and Mexico: "25 de noviembre de 2026", "1,234.5". Read by Django."""

DATE_FORMAT = r"j \d\e F \d\e Y"
YEAR_MONTH_FORMAT = r"F \d\e Y"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3

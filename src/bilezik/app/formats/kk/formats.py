"""Numbers in Kazakh: `1 024,5`, as the state's documents write them. Dates are those of `console/words/times.py`."""

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3

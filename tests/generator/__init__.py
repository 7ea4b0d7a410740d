"""A judge of the parsers: one known report, printed in every medium with every quirk.

Knows the forms by its own copy of their labels (`labels.toml`) and shares no code with what it
judges: nothing but `judge.py` imports from `parsers`, and that only what a caller of the parsers
needs. Synthetic throughout: 甲市民政局 does not exist, the numbers are made up and balance.

`python -m tests.generator --all --seed N` prints the table of all combinations.
"""

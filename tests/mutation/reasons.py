"""Why a mutant was not noticed: in words, and none without a reason."""

from tests.mutation.mutants import CONSISTENT
from tests.mutation.run import READER, Judged

REASONS = {
    "consistent": "A number changed together with every total it is part of (a cell, its row "
    "total, its column total): what is printed agrees with itself.",
    "same_sum": "Two parts of one sum changed places (two results of one route of chapter 四, two "
    "lines under one total of a list): the sum stays, and nothing printed says which is which.",
    "no_sum": "Numbers of chapter 二 changed, copied or exchanged: the form ties none of them to "
    "another. Its few bounds (现行有效件数 not below 制发件数 and the like) are checked.",
    "no_sum_list": "Lines of the tables of 2014 and of Fujian that no sum covers: channels, "
    "meetings, fees, complaints, and 历年累计 where it is not below the year's number.",
    "blank": "A cell of chapter 二 left blank: it is kept as a blank, which is what is printed.",
    "any_order": "Lines of the Fujian table exchanged or left out: bodies print them in any "
    "order, some without e-mail, and only the replies add up.",
    "not_placed": "Damage to the reader where no sum reaches and the second reading cannot place "
    "the row by its label alone.",
}
UNEXPLAINED = "UNEXPLAINED"
# Mutants that leave the table whole and only put other numbers into it.
BY_VALUE = (
    "digit_of_a_part",
    "digit_of_a_total",
    "digit_of_both",
    "zero_for_a_number",
    "numbers_swapped_in_a_row",
    "numbers_swapped_in_a_column",
    "row_copied_over_the_next",
)
_ROTATED = ("row_shifted", "column_shifted")
_RELABELLED = ("row_labels_swapped", "row_dropped", "table_cut")


def reason(judged: Judged) -> str:
    """The key of the reason why nothing was noticed, or UNEXPLAINED."""
    name, form = judged.made.name, judged.made.form
    if name == CONSISTENT:
        return "consistent"
    if judged.in_sums and len(judged.moved) == 2 and "swap" in name:
        return "same_sum"
    if judged.in_sums:
        return UNEXPLAINED
    if name.startswith(READER):
        return "not_placed"
    if form == "F2014-FJ" and name in _RELABELLED:
        return "any_order"
    if name == "cell_blanked":
        return "blank"
    if name in (*BY_VALUE, *_ROTATED):
        return "no_sum_list" if form.startswith("F2014") else "no_sum"
    return UNEXPLAINED

"""Rule B: what the table's own sums prove a blank to stand for.

A blank that is proved gets `inferred` and a finding with the proof; its value stays None and its
kind blank. A dash, a word or text in a sum proves nothing, so nothing is inferred from it.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from parsers.forms import Form
from parsers.forms.places import CheckPlace, places_among
from parsers.model import Figure, Finding, Kind, Outcome

# A proof in a row may need one in a column first, and the reverse; printed tables need three.
_MAX_ROUNDS = 6
_PROOFS = {
    "parts": (
        "“{zh}”：已填各项之和等于总计{total}，空白处推定为0。",
        "“{en}”: the filled parts make up the total {total}, so the blanks stand for 0.",
    ),
    "total": (
        "“{zh}”：总计栏空白，由已填各项相加推定为{total}。",
        "“{en}”: the total is blank; the filled parts add up to {total}.",
    ),
    "empty": (
        "“{zh}”：整组空白而同表其他组已填写，空白处推定为0。",
        "“{en}”: the whole group is blank while others in the table are filled: it is 0.",
    ),
}


def infer_blanks(
    form: Form, alternative: str, figures: Sequence[Figure]
) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """Return the figures with every proved blank filled in, and the proofs."""
    if not any(figure.kind is Kind.BLANK for figure in figures):
        return tuple(figures), ()
    barred: frozenset[str] = frozenset()
    while True:
        inference = _Inference(form, alternative, figures, barred)
        result = inference.result()
        unproved = inference.unproved()
        if not unproved:
            return result
        barred |= unproved


def known(figure: Figure) -> Decimal | None:
    """Return the printed value, else the proved one, else None."""
    return figure.value if figure.value is not None else figure.inferred


class _Inference:
    """The figures of a report while blanks are being proved; nothing is assumed of the *barred*."""

    def __init__(
        self, form: Form, alternative: str, figures: Sequence[Figure], barred: frozenset[str]
    ) -> None:
        self.barred = barred
        self.figures = {figure.address: figure for figure in figures}
        self.places = places_among(form, alternative, self.figures)
        self.blank = {
            address for address, figure in self.figures.items() if figure.kind is Kind.BLANK
        }  # what is still unproved
        self.findings: list[Finding] = []
        self.sums = [each for each in self.places if each.check.proves]
        self.assumed: set[str] = set()  # totals added up although a part stayed blank

    def result(self) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
        """Return what can be proved, sums with all members first."""
        self._repeat(self._prove_parts, self._prove_total)
        self._repeat(self._assume_total)
        self._repeat(self._prove_parts, self._prove_total)
        self._repeat(self._prove_empty)
        return tuple(self.figures.values()), tuple(self.findings)

    def unproved(self) -> frozenset[str]:
        """Return the assumed totals that a sum refutes, or that no other sum confirms."""
        if not self.assumed:
            return frozenset()
        refuted: set[str] = set()
        confirmed: set[str] = set()
        for each in self.places:
            members = self.assumed.intersection(each.members)
            if each.check.kind != "sum" or not members:
                continue
            holds = self._holds(each)
            if holds is False:
                refuted |= members
            elif holds:
                made = each.equals[0][1] if "total" in each.check.proves else ""
                confirmed |= members - {made}  # the sum that made it proves nothing
        return frozenset(refuted or self.assumed - confirmed)

    def _holds(self, each: CheckPlace) -> bool | None:
        """Say whether both sides of a sum are equal, None where a member is not known."""
        values = {address: known(self.figures[address]) for address in each.members}
        if None in values.values():
            return None
        left, right = (
            sum(value for _, address in side if (value := values[address]) is not None)
            for side in (each.terms, each.equals)
        )
        return left == right

    def _repeat(self, *steps: Callable[[CheckPlace], None]) -> None:
        for _ in range(_MAX_ROUNDS):
            before = len(self.findings)
            for each in self.sums:
                for step in steps:
                    step(each)
            if len(self.findings) == before:
                return

    def _prove_parts(self, each: CheckPlace) -> None:
        """Blank parts are zero where the other parts make up the total."""
        blanks = self._blank_parts(each)
        if not blanks:
            return
        total = known(self.figures[each.equals[0][1]])
        if total is None or each.equals[0][1] in self.assumed:
            return
        if self._sum(each) == total:
            self._conclude("parts", each, blanks, Decimal(0), total)

    def _prove_total(self, each: CheckPlace) -> None:
        if each.equals[0][1] in self.blank and not self._blank_parts(each):
            self._add_up(each)

    def _assume_total(self, each: CheckPlace) -> None:
        """A blank total is the sum of the parts that are filled, as rule B reads it."""
        total = each.equals[0][1]
        if total in self.barred or total not in self.blank or not self._blank_parts(each):
            return
        if self._add_up(each):
            self.assumed.add(total)

    def _add_up(self, each: CheckPlace) -> bool:
        """Fill a blank total with the sum of the filled parts, if the check may and any is."""
        address = each.equals[0][1]
        if "total" not in each.check.proves or address not in self.blank:
            return False
        total = self._sum(each)
        filled = any(known(self.figures[part]) is not None for _, part in each.terms)
        if not filled or total is None:
            return False
        self._conclude("total", each, [address], total, total)
        return True

    def _prove_empty(self, each: CheckPlace) -> None:
        """A whole blank group is zero where another group of the same table is filled."""
        table = each.where.partition(".")[0]
        if "empty" not in each.check.proves or not self.blank.issuperset(each.members):
            return
        others = (figure for figure in self.figures.values() if figure.table == table)
        if any(figure.value is not None for figure in others):
            self._conclude("empty", each, each.members, Decimal(0), Decimal(0))

    def _blank_parts(self, each: CheckPlace) -> list[str]:
        blank = self.blank
        return [address for _, address in each.terms if address in blank]

    def _sum(self, each: CheckPlace) -> Decimal | None:
        """Return the sum of the filled parts, None if one is unreadable, negative or none is."""
        values: list[Decimal] = []
        for _, address in each.terms:
            value = known(self.figures[address])
            if value is None and self.figures[address].kind is not Kind.BLANK:
                return None
            if value is not None and value < 0:
                return None
            values += () if value is None else (value,)
        return sum(values, Decimal(0))

    def _conclude(
        self,
        proof: str,
        each: CheckPlace,
        addresses: Iterable[str],
        value: Decimal,
        total: Decimal,
    ) -> None:
        proved = tuple(addresses)
        for address in proved:
            self.figures[address] = self.figures[address]._replace(inferred=value)
        self.blank.difference_update(proved)
        names = {"zh": each.label, "en": each.label_en, "total": total}
        detail, detail_en = (sentence.format(**names) for sentence in _PROOFS[proof])
        self.findings.append(
            Finding(
                "value.blank_proved",
                Outcome.PASS,
                each.where,
                str(total),
                str(value),
                detail,
                figures=proved,
                detail_en=detail_en,
            )
        )

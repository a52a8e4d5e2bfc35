"""Proving an edition: sums, rates, totals, the numbers of the text, the head count, a reference."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final

from gregoire.observatory.editions.lines import CheckLine, Verdict, line, name_of
from gregoire.observatory.editions.terms import DENOMINATOR, NUMERATOR, categories_of, parts_of
from gregoire.observatory.figures import Cell, Edition, Key, Status
from gregoire.observatory.indicators import key_figures
from gregoire.observatory.indicators.rounding import rounded
from gregoire.observatory.places import BLOCKS, TOTAL, Place, centres_of, place, places

SUMS: Final = "counts against their subtotals and total"
RATES: Final = "rates against their counts"
TABLE_3: Final = "totals of table 3"
TEXT: Final = "numbers of the text against the tables"
HEADS: Final = "head count against its bounds"
AS_NO: Final = "not_communicated_as_no"  # the footnote of subtotals that count who was not asked
FROM_BLOCKS: Final = "from_rounded_blocks"
IN_TABLE_3: Final = (
    ("parchments", ("diplomas", "certificates")),
    ("vapp_decisions", ("vapp_direct_access", "vapp_conditional_access", "vapp_refused")),
    ("vae_decisions", ("vae_full", "vae_partial", "vae_refused")),
    ("ves_decisions", ("ves_granted", "ves_granted_with_refusals", "ves_refused")),
)
IN_THE_TEXT: Final = (
    ("distance_share", ("distance_learners",)),
    ("alternance_share", ("alternance_learners",)),
    ("enrolments", ("on_site_enrolment_share", "distance_enrolment_share")),
    ("enrolments", ("enrolments_by_level:*",)),
    ("enrolments", ("enrolments_by_modality:*",)),
    ("level_1_share", ("enrolments_by_level:I",)),
    ("presence_rate", ("presence_rate_by_modality:*",)),
    ("presence_rate/", ("presence_rate_by_modality/:*",)),
    ("success_rate", ("success_rate_by_modality:*",)),
    ("success_rate/", ("success_rate_by_modality/:*",)),
    ("presence_rate", ("success_rate/",)),
    ("masculinity", ("learners_by_sex:M",)),
    ("masculinity/", ("learners_by_sex:F",)),
    ("seeking_share", ("learners_by_employment:seeking",)),
    ("seeking_share", ("seeking_share_of_all",)),
    ("employed_share", ("learners_by_employment:employed",)),
    ("diplomas", ("diploma_share",)),
    ("parchments", ("diploma_share/",)),
    ("diplomas", ("diploma_level_2_share/",)),
    ("bachelor_and_institution_diploma_share", (
        "bachelor_share", "professional_bachelor_share", "institution_diploma_share",
    )),
)  # fmt: skip


def check(edition: Edition, reference: Path | None = None) -> list[CheckLine]:
    """Every comparison that an edition must stand, and with every printed cell of a reference.

    Raises ReferenceUnreadableError where a file of the reference folder lacks or is another's.
    """
    checking = Checking(edition)
    lines = [
        *checking.sums(),
        *checking.rates(),
        *checking.identities(TABLE_3, IN_TABLE_3),
        *checking.identities(TEXT, IN_THE_TEXT),
        *checking.text(),
        *checking.heads(),
    ]
    if reference is not None:
        from gregoire.observatory.editions.reference import compared  # noqa: PLC0415 -- only if asked

        lines += compared(edition, reference)
    return lines


class Checking:
    """One edition, with what its checks look up again and again."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.cells: Mapping[Key, Cell] = edition.by_key
        self.categories = categories_of(self.cells)

    def sums(self) -> Iterator[CheckLine]:
        """Centres against region, block and total; offerings against all enrolments."""
        rows = {
            (key.indicator, key.period, key.category)
            for key in self.cells
            if "/" not in key.place and key.place != TOTAL
        }
        for indicator, period, category in sorted(rows):
            for row in places():
                if row.kind != "centre":
                    yield from self.sum_of(row, indicator, period, category)
        taught = [
            cell.numerator or 0
            for key, cell in self.cells.items()
            if key.indicator == "enrolments" and "/" in key.place
        ]
        every = self.cells.get(Key("enrolments", TOTAL, self.edition.name))
        if every is not None and every.numerator is not None:
            yield line(SUMS, "enrolments, offering by offering", every.numerator, sum(taught))

    def sum_of(self, row: Place, indicator: str, period: str, category: str) -> Iterator[CheckLine]:
        whole = self.cells.get(Key(indicator, row.code, period, category))
        if whole is None or whole.numerator is None:
            return
        keys = [
            Key(indicator, code, period, category) for code in self.below(row, indicator, period)
        ]
        below = [self.cells[key] for key in keys if key in self.cells]
        if row.kind == "region" and all(cell.numerator is None for cell in below):
            return  # merged: its centres are not shown
        about = name_of(whole.key)
        nobody = "masculinity" in indicator and any(
            cell.status is Status.MISSING for cell in below
        )  # men where there are no women: their ratio has no value, and counts in sums
        for part in (NUMERATOR, DENOMINATOR):
            expected = getattr(whole, part)
            found = sum(getattr(cell, part) or 0 for cell in below)
            if expected is None or (part == DENOMINATOR and AS_NO in whole.footnotes):
                continue
            shown_of = about if part == NUMERATOR else f"{about}, {part}"
            if nobody and found < expected:
                yield CheckLine(SUMS, shown_of, f"≥ {found}", str(expected), Verdict.HOLDS)
            else:
                yield line(SUMS, shown_of, expected, found)

    def below(self, row: Place, indicator: str, period: str) -> tuple[str, ...]:
        """What makes up a row: blocks the total, centres the rest, or the region that stands for them."""
        if row.kind == TOTAL and any(self.has(indicator, block, period) for block in BLOCKS):
            return self.blocks(indicator, period)
        found: dict[str, None] = {}
        for centre in centres_of(row.code):
            region = place(centre).region
            found[region if self.stands(region, row, indicator, period) else centre] = None
        return tuple(found)

    def stands(self, region: str, row: Place, indicator: str, period: str) -> bool:
        """Whether a region is shown in the place of its centres."""
        if not region or row.kind == "region" or not place(region).is_merged:
            return False
        return not any(self.has(indicator, each, period) for each in centres_of(region))

    def blocks(self, indicator: str, period: str) -> tuple[str, ...]:
        """The blocks; where one is not shown though it counts (“-”), its centres in its place."""
        found: list[str] = []
        for block in BLOCKS:
            found += [block] if self.has(indicator, block, period) else centres_of(block)
        return tuple(found)

    def has(self, indicator: str, code: str, period: str) -> bool:
        return any(
            (cell := self.cells.get(Key(indicator, code, period, category))) is not None
            and cell.numerator is not None
            for category in self.categories.get(indicator, ())
        )

    def rates(self) -> Iterator[CheckLine]:
        """Scale × numerator ÷ denominator, rounded once: what is shown."""
        for key, cell in self.cells.items():
            if cell.value is None or cell.numerator is None:
                continue
            definition = self.edition.definitions[key.indicator]
            scale, decimals = Fraction(definition["scale"]), int(definition["decimals"])
            if FROM_BLOCKS in cell.footnotes:
                exact = self.from_blocks(key, scale)
            else:
                exact = Fraction(cell.numerator, cell.denominator or 1) * scale
            if cell.denominator is not None or scale != 1:
                yield line(RATES, name_of(key), rounded(exact, decimals), cell.value)
            elif exact != cell.value:
                yield line(RATES, name_of(key), exact, cell.value)

    def from_blocks(self, key: Key, scale: Fraction) -> Fraction:
        """The note’s way: each block’s printed ratio is turned back into persons, which are added."""
        above = below = Fraction()
        for block in BLOCKS:
            cell = self.cells[Key(key.indicator, block, key.period, key.category)]
            if cell.value is not None:
                known = Fraction((cell.numerator or 0) + (cell.denominator or 0))
                under = known * scale / (scale + Fraction(cell.value))
                above, below = above + known - under, below + under
        return scale * above / below

    def identities(
        self, check: str, identities: tuple[tuple[str, tuple[str, ...]], ...]
    ) -> Iterator[CheckLine]:
        """Counts of the network that must make up another."""
        for period in sorted({key.period for key in self.cells}):
            for whole, parts in identities:
                named = [
                    each
                    for part in parts
                    for each in parts_of(part, TOTAL, period, self.categories)
                ]
                found = [self.count(key, part) for key, part in named]
                expected = [
                    self.count(key, part)
                    for key, part in parts_of(whole, TOTAL, period, self.categories)
                ]
                present = [one for one in found if one is not None]
                if present and expected and expected[0] is not None:
                    about = f"{whole} {period} = {' + '.join(parts)}"
                    yield line(check, about, expected[0], sum(present))

    def count(self, key: Key, part: str) -> int | None:
        cell = self.cells.get(key)
        if cell is None:
            return None
        return cell.numerator if part == NUMERATOR else cell.denominator

    def text(self) -> Iterator[CheckLine]:
        """Every number of the text is a figure that has a value, or comes from a named source.

        One that has none is listed as absent: its feeds did not come, and a printed reference,
        where there is one, will miss it.
        """
        for each in key_figures(self.edition.name):
            said = each.said(self.cells)
            if each.is_constant:
                yield line(TEXT, each.key, bool(each.source.fr and each.source.en), True)  # noqa: FBT003
            else:
                whence = name_of(each.figure) if each.figure else ""
                told = "no value" if said is None else str(said)
                verdict = Verdict.ABSENT if said is None else Verdict.HOLDS
                yield CheckLine(TEXT, each.key, whence, told, verdict)

    def heads(self) -> Iterator[CheckLine]:
        """As many persons as the linkage counted, within its own bounds."""
        heads = self.edition.head_count
        yield CheckLine(
            HEADS,
            "lower ≤ persons ≤ upper",
            f"{heads.lower}..{heads.upper}",
            str(heads.persons),
            Verdict.HOLDS if heads.lower <= heads.persons <= heads.upper else Verdict.GAP,
        )
        period = self.edition.name
        named = parts_of("learners_by_sex:*", TOTAL, period, self.categories)
        counted = [self.count(key, part) for key, part in named]
        if counted:
            known = sum(one or 0 for one in counted)
            yield line(HEADS, "learners known one by one", heads.persons, known)

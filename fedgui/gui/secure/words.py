"""What the page about masks says about a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate
from fedgui.scripts.defence import Masking, Repair
from fedgui.scripts.trace import ErrorState

if TYPE_CHECKING:
    from fedgui.privacy.attacks import Candidates
    from fedgui.privacy.sentences import PrivacyError


def story(found: Masking) -> str:
    """What is going on, in a sentence or two."""
    if not found.missing:
        return translate("MasksPage", "The exact sum still tells about the rows. Noise limits that.")
    names = {
        "left": _listed([worker_name(worker) for worker in found.present], translate("MasksPage", "and")),
        "gone": _listed([worker_name(worker) for worker in found.workers if worker in found.missing], ""),
    }
    if found.repair is Repair.SEEDS:
        text = translate("MasksPage", "Step 1 of 2: {left} reveal their seeds with {gone}: {seeds}.")
        by_hand = translate("MasksPage", "set by hand, so the numbers")
        seeds = [by_hand if seed is None else str(seed) for seed in found.revealed.values()]
        return text.format(seeds=", ".join(seeds), **names)
    if found.repair is Repair.DONE:
        text = translate(
            "MasksPage", "Step 2 of 2: the server computes these masks and takes them out: the sum of {left} is exact."
        )
    elif len(found.present) == 1:
        text = translate("MasksPage", "{gone} dropped out after the mask was agreed: it stays in the sum.")
    else:
        text = translate(
            "MasksPage", "{gone} dropped out after the masks were agreed: those with {gone} stay in the sum."
        )
    return text.format(**names)


def tables(found: Candidates) -> str:
    """Which tables of rows fit the sum."""
    names = {"all": language().integer(len(found.tables)), "left": language().integer(len(found.survivors))}
    if len(found.survivors) == 1:
        text = translate(
            "MasksPage", "{all} tables are possible, exactly one fits the sum: {rows}. It doesn’t tell whose they are."
        )
        return text.format(rows=table(found.surviving_tables[0]), **names)
    if not found.survivors:
        text = translate("MasksPage", "{all} tables are possible, none fits: masks are left in the sum.")
    else:
        text = translate("MasksPage", "{all} tables are possible, {left} fit the sum.")
    return text.format(**names)


def table(rows: Sequence[Sequence[float]]) -> str:
    """Rows as the attack writes them: features, an arrow, the label; of equal ones, how many there are."""
    counted = Counter(map(_row, rows))
    return ", ".join(f"{count}\u00a0×\u00a0({row})" if count > 1 else row for row, count in counted.items())


def _row(row: Sequence[float]) -> str:
    # unbreakable: no line ends within a row
    features = "\u00a0".join(str(round(value)) for value in row[:-1])
    return f"{features}→{round(row[-1])}"


def _listed(words: Sequence[str], last: str) -> str:
    """Words with commas between them, and `last` before the last one."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def refusal(error: PrivacyError) -> ErrorState:
    """A refusal, to be looked up in the catalogue of the masks."""
    return ErrorState("PrivacyError", error.sentence.template, error.sentence.fields, 0, "", "Masks")

"""One hint, or the functions that have some."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from grading.course.manifest import Stage
from grading.report.screen.words import commands, count, paragraph


def hint_lines(stage: Stage, function: str, first: int, last: int, *, certain: bool) -> list[Text]:
    """The hints number `first` to `last` for a function, counted from 1, and what is left."""
    hints = stage.hints[function]
    lines = [Text.assemble((function, "bold cyan"), f"  in {stage.file}")]
    if not certain:
        lines.append(Text("Probably the function that the failing check is about."))
    for number in range(first, last + 1):
        lines += [Text(), Text(f"Hint {number} of {len(hints)}", "bold")]
        lines.append(paragraph(hints[number - 1]))
    left = len(hints) - last
    lines.append(Text())
    if left:
        return lines + commands([(f"{count(left, 'more hint')}:", f"picograd hint {function}")], 0)
    reference = f"picograd solution {stage.id} --give-up"
    return lines + commands([("That was the last hint. The reference:", reference)], 0)


def functions_lines(stage: Stage, seen: Mapping[str, int]) -> list[Text]:
    """The functions of a stage to ask hints for. seen: how many were shown, by function."""
    if not stage.hints:
        return [Text(f"{stage.file} has no hints.")]
    return [
        Text(f"Name the function of {stage.file} that you want a hint for:"),
        *commands(
            (
                f"{seen.get(function, 0)} of {count(len(hints), 'hint')} seen:",
                f"picograd hint {function}",
            )
            for function, hints in stage.hints.items()
        ),
    ]

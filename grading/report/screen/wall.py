"""The wall that the course tells of, in the learner's own numbers."""

from __future__ import annotations

from rich.text import Text

from grading.milestones.product_speed import ProductSpeed
from grading.report.screen.words import paragraph

# An index in the inner loop is at least one look-up for each multiplication.
INDEXED, WASTED = 0.9, 0.5


def describe_product(speed: ProductSpeed) -> list[Text]:
    """The learner's matrix product beside three loops and the reference, and what slows it."""
    rows = [("three loops over i, j, k", 1.0), ("yours", speed.yours)]
    if speed.reference is not None:
        rows.append(("the reference", speed.reference))
    lines = [paragraph("Your product on a minibatch of MNIST, 32 x 784 @ 784 x 32:")]
    for name, times in rows:
        number = f"{times:.1f}" if times < 100 else f"{times:,.0f}"
        line = Text(f"    {name:<25}{number:>6} x" + " as fast" * (name != rows[0][0]))
        if name == "yours":
            line.stylize("bold")
        lines.append(line)
    return lines + [paragraph(f"{advice} No point depends on it.") for advice in _advice(speed)]


def _advice(speed: ProductSpeed) -> list[str]:
    """What the time goes into, in one text; none where there is nothing to say."""
    found = []
    if speed.lookups >= INDEXED:
        found.append(
            f"Its inner loop looks up {speed.lookups:.0f} of the numbers and rows of a and b by "
            "index for each multiplication, and that takes longer than to multiply: with `zip`, "
            "`map` and `sum` it needs no index."
        )
    if speed.zeros > WASTED:
        found.append(
            "Four of five pixels are black, 0.0, and it multiplies by every one: to pass them "
            "over spares most of the work."
        )
    return [" ".join(found)] if found else []

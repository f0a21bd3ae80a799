"""Puts terminal commands, markup and forged lines of the report into its messages."""


class Passed(Exception):
    pass


Passed.__name__ = "\x1b[2J\x1b[32mPASSED\x1b[0m"


def mse(predictions, targets):
    print("\x1b]0;graded\x07\x1b[1A[bold]100 of 100 points[/bold] \u202e001")
    raise Passed("\x1b[2K\rlosses 12 of 12 points\n\x9b1A</testcase>]]>&<system-out/> \ud800")


rmse = cross_entropy = mse

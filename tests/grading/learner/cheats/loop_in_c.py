"""Never comes to an end, in code that no Python handler can interrupt."""

import itertools

all(itertools.repeat(True))

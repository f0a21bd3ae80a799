"""Pairs of submissions that are more alike than the stubs and the reference explain.

Fragments of tokens, as in winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for
document fingerprinting", SIGMOD 2003): names are all one, so that renaming changes nothing;
comments and layout count for nothing. Fragments of the stubs and of the reference are taken out;
what few have weighs more than what many have. It says what is alike. Why, it does not know.
"""

from __future__ import annotations

import functools
import hashlib
import io
import keyword
import math
import tokenize
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

# A fragment has so many tokens: about a line and a half. Of this many neighbours one is kept.
LENGTH, WINDOW = 15, 6
# What more than this share of a class has is how the exercise is solved.
MOST_SHARE, FEWEST_OWNERS = 0.1, 3
# What a pair has at least: some ten lines. Two who made one mistake alike are no pair.
LEAST_SHARED = 25
LAYOUT = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    | {tokenize.ENCODING, tokenize.ENDMARKER}
)


@dataclass(frozen=True)
class Fragments:
    """The fragments of one submission: of each its file, first line and last line."""

    owner: str
    places: Mapping[int, tuple[str, int, int]] = field(hash=False)


@dataclass(frozen=True)
class Pair:
    """Two that are alike. share: the weight of what both have, of the smaller one's, 0 to 1.

    first, second: their owners. lines: where in each file what both have stands, as
    (file, first line, last line) of the one and of the other.
    """

    first: str
    second: str
    share: float
    lines: tuple[tuple[tuple[str, int, int], tuple[str, int, int]], ...] = field(hash=False)


def fragments_of(
    owner: str, files: Mapping[str, str], explained: Collection[int] = frozenset()
) -> Fragments:
    """The fragments of one submission's files; of one that is no Python, as far as it is.

    explained: the numbers of fragments that everybody was given, which count for nothing.
    """
    places: dict[int, tuple[str, int, int]] = {}
    for name, text in files.items():
        for number, place in _fragments_in(name, text):
            if number not in explained:
                places.setdefault(number, place)
    return Fragments(owner, places)


def find_pairs(submissions: Collection[Fragments], least: float) -> list[Pair]:
    """The pairs of which at least the share `least` is the same, the most alike first.

    Whole classes are compared by what they share, never each with each.
    """
    owners: dict[int, list[Fragments]] = defaultdict(list)
    for submission in submissions:
        for number in submission.places:
            owners[number].append(submission)
    most = max(FEWEST_OWNERS, MOST_SHARE * len(submissions))
    weights = {
        number: math.log(1 + len(submissions) / len(those))
        for number, those in owners.items()
        if len(those) <= most
    }
    totals = {
        s.owner: math.fsum(weights.get(number, 0.0) for number in s.places) for s in submissions
    }
    by_owner = {submission.owner: submission for submission in submissions}
    shared: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number in weights:
        names = sorted(each.owner for each in owners[number])
        for place, first in enumerate(names):
            for second in names[place + 1 :]:
                shared[first, second].append(number)
    pairs = []
    for (first, second), numbers in shared.items():
        smaller = min(totals[first], totals[second])
        share = math.fsum(weights[number] for number in numbers) / smaller if smaller else 0.0
        if share >= least and len(numbers) >= LEAST_SHARED:
            a, b = by_owner[first].places, by_owner[second].places
            lines = tuple(sorted((a[number], b[number]) for number in numbers))
            pairs.append(Pair(first, second, share, lines))
    return sorted(pairs, key=lambda pair: (-pair.share, pair.first, pair.second))


def _tokens(text: str) -> list[tuple[str, int]]:
    """The tokens of a file, and the line of each; names and texts are all one, numbers are not."""
    found: list[tuple[str, int]] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in LAYOUT:
                continue
            word = token.string
            if token.type == tokenize.STRING:
                word = '""'
            elif token.type == tokenize.NAME and not keyword.iskeyword(word):
                word = "name"
            found.append((word, token.start[0]))
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


@functools.cache
def _fragments_in(name: str, text: str) -> tuple[tuple[int, tuple[str, int, int]], ...]:
    """Of each fragment its number and place. Kept: in a class many files are the same."""
    found = _winnowed(_tokens(text))
    return tuple((number, (name, first, last)) for number, first, last in found)


def _winnowed(tokens: list[tuple[str, int]]) -> Iterable[tuple[int, int, int]]:
    """The fragments that are kept: of each window the smallest, with its first and last line."""
    hashes = []
    for place in range(len(tokens) - LENGTH + 1):
        part = tokens[place : place + LENGTH]
        words = " ".join(word for word, _ in part)
        number = int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big")
        hashes.append((number, part[0][1], part[-1][1]))
    kept: dict[int, tuple[int, int, int]] = {}
    for place in range(max(1, len(hashes) - WINDOW + 1)):
        window = hashes[place : place + WINDOW]
        if window:
            smallest = min(window)
            kept.setdefault(smallest[0], smallest)
    return kept.values()

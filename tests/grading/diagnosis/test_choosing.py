"""One name or none: what is believed of a mistake, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass, field

from grading.diagnosis.choosing import choose_mistakes
from grading.mistakes.catalogue import Mistake


@dataclass(frozen=True)
class Told:
    """What a test says of its mistakes: the checks that each explains, and that it fails."""

    explained: dict[str, str]
    broken: dict[str, str] = field(default_factory=dict)
    unanswered: str = ""

    def explains(self, mistake: Mistake, check: str) -> bool:
        return check in self.explained.get(mistake.id, "")

    def breaks(self, mistake: Mistake, check: str) -> bool:
        return check in self.explained.get(mistake.id, "") + self.broken.get(mistake.id, "")

    def is_answered(self, check: str) -> bool:
        return check not in self.unanswered


def mistake(name: str, where: str = "f", twins: tuple[str, ...] = ()) -> Mistake:
    return Mistake(name, where, f"{name}.", "", code="pass", twins=twins)


def named(told: Told, failing: str, passed: str, *mistakes: Mistake) -> dict[str, str]:
    """The id that is told for each check; a check is a letter."""
    found = choose_mistakes(mistakes, list(failing), list(passed), told)
    return {check: chosen.id for check, chosen in found.items()}


def test_a_mistake_whose_twin_would_break_a_passed_check_is_not_named() -> None:
    """Both explain what fails, the first of the catalogue too; one would fail what passes."""
    told = Told({"first": "ab", "second": "ab"}, {"first": "c"})
    pair = (mistake("first"), mistake("second"))
    assert named(told, "ab", "c", *pair) == {"a": "second", "b": "second"}
    assert named(told, "ab", "", *pair) == {}


def test_what_explains_more_is_named_over_all_that_it_explains() -> None:
    """Where the first failing check alone could be either."""
    told = Told({"one": "a", "all": "abc"})
    assert named(told, "abc", "", mistake("one"), mistake("all")) == dict.fromkeys("abc", "all")


def test_of_two_for_the_first_check_the_one_that_explains_more_is_named() -> None:
    """Nothing else tells them apart, and each further check could be another's as well."""
    told = Told({"one": "a", "more": "ab", "last": "bc"})
    three = (mistake("one"), mistake("more", "g"), mistake("last", "h"))
    assert named(told, "abc", "", *three) == {"a": "more", "b": "more", "c": "last"}


def test_what_would_fail_otherwise_is_named_after_what_contradicts_nothing() -> None:
    """Both explain as much; one of them would make another failing check fail differently."""
    told = Told({"one": "a", "other": "a"}, {"one": "b"})
    assert named(told, "ab", "", mistake("one"), mistake("other")) == {"a": "other"}


def test_two_that_nothing_tells_apart_are_not_named() -> None:
    """Unless the catalogue says that one stands for the other."""
    told = Told({"one": "a", "other": "a"})
    assert named(told, "a", "", mistake("one"), mistake("other")) == {}
    twin = mistake("other", twins=("one",))
    assert named(told, "a", "", mistake("one"), twin) == {"a": "one"}


def test_two_slips_are_named_each_although_they_meet_in_a_check() -> None:
    """Checks c and d reply as neither: both are at work there, if their functions differ."""
    told = Told({"one": "a", "other": "b"}, {"one": "cd", "other": "cd"})
    pair = (mistake("one", "f"), mistake("other", "g"))
    assert named(told, "abcd", "", *pair) == {"a": "one", "b": "other"}
    assert named(told, "abcd", "", mistake("one"), mistake("other")) == {}


def test_what_is_contradicted_more_than_it_explains_is_not_named() -> None:
    """Two checks fail otherwise than the mistake would make them, and nothing else explains why."""
    told = Told({"one": "a"}, {"one": "bc"})
    assert named(told, "abc", "", mistake("one")) == {}


def test_where_more_is_unexplained_than_explained_nothing_is_named() -> None:
    """Something is wrong that no one knows, and may be what is wrong in the explained check."""
    assert named(Told({"one": "a"}), "abc", "", mistake("one")) == {}
    assert named(Told({"one": "a"}), "ab", "", mistake("one")) == {"a": "one"}


def test_slowness_alone_names_nothing_beside_a_mistake_that_explains_more() -> None:
    """A wrong function is slow besides; elsewhere, and as often, it is a slip of its own."""
    told = Told({"slow": "a", "wrong": "bc"}, unanswered="a")
    assert named(told, "abc", "", mistake("slow"), mistake("wrong")) == dict.fromkeys("bc", "wrong")
    elsewhere = named(told, "abc", "", mistake("slow", "g"), mistake("wrong"))
    assert elsewhere == dict.fromkeys("bc", "wrong")
    as_often = Told({"slow": "a", "wrong": "b"}, unanswered="a")
    both = named(as_often, "ab", "", mistake("slow", "g"), mistake("wrong"))
    assert both == {"a": "slow", "b": "wrong"}


def test_beside_another_mistake_half_as_much_speaks_against_one() -> None:
    """Alone it may be contradicted as often as it explains; beside another, half as often."""
    alone = Told({"one": "ab"}, {"one": "cd"})
    assert named(alone, "abcd", "", mistake("one")) == dict.fromkeys("ab", "one")
    two = Told({"one": "ab", "two": "wxyz"}, {"one": "cd"})
    assert named(two, "abcdwxyz", "", mistake("one"), mistake("two", "g")) == dict.fromkeys(
        "wxyz", "two"
    )


def test_where_two_mistakes_meet_no_third_is_named() -> None:
    """In check c, which both would fail, the two together look like a third."""
    told = Told({"one": "a", "other": "b", "third": "c"}, {"one": "c", "other": "c"})
    three = (mistake("one", "f"), mistake("other", "g"), mistake("third", "h"))
    assert named(told, "abc", "", *three) == {"a": "one", "b": "other"}


def test_beside_another_mistake_half_as_much_may_be_unexplained() -> None:
    """What nobody knows of counts against each, and for the one that explains most least."""
    two = Told({"one": "ab", "two": "vwxyz"})
    pair = (mistake("one"), mistake("two", "g"))
    assert named(two, "abcdvwxyz", "", *pair) == dict.fromkeys("vwxyz", "two")
    assert named(two, "abcvwxyz", "", *pair) == dict.fromkeys("ab", "one") | dict.fromkeys(
        "vwxyz", "two"
    )


def test_what_only_raises_may_not_fail_any_check_otherwise() -> None:
    """That nine checks end in the same error says little if the tenth does not."""
    told = Told({"one": "abc"}, {"one": "d"}, unanswered="abc")
    assert named(told, "abcd", "", mistake("one")) == {}
    answered = Told({"one": "abc"}, {"one": "d"}, unanswered="ab")
    assert named(answered, "abcd", "", mistake("one")) == dict.fromkeys("abc", "one")

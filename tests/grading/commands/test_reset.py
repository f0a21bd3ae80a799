"""`picograd reset`: a stage as it was shipped."""

from __future__ import annotations

from tests.grading.tiny_course import STUBS, TinyCourse


def test_reset_keeps_what_was_there(tiny: TinyCourse) -> None:
    """The stub is back, and every earlier version lies beside it under a name of its own."""
    stage = tiny.package / "numbers.py"
    for number, name in enumerate(("numbers.mine.py", "numbers.mine-2.py")):
        tiny.write("numbers", f"version = {number}\n")
        run = tiny.run("reset", "numbers")
        assert run.status == 0
        assert f"exercises/picograd/{name}" in run.out
        assert stage.read_text() == STUBS["numbers"]
        assert (tiny.package / name).read_text() == f"version = {number}\n"
    assert (tiny.package / "numbers.mine.py").read_text() == "version = 0\n"
    assert "nothing to do" in tiny.run("reset", "numbers").out
    stage.unlink()
    assert "kept" not in tiny.run("reset", "numbers").out
    assert stage.read_text() == STUBS["numbers"]
    assert len(list(tiny.package.glob("numbers*"))) == 3
    # Neither the grader nor pytest takes the kept files for something to run.
    assert "5 open checks" in tiny.run().out

"""What sets a machine up and walks the course on it: CI, the workflow, a container to work in."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from grading.paths import ROOT

CI = ROOT / ".ci" / "run"


def test_the_script_of_ci_is_one_that_shellcheck_reads() -> None:
    """And finds nothing in."""
    shellcheck = shutil.which("shellcheck")
    if shellcheck is None:
        pytest.skip("NO SHELLCHECK HERE: nobody reads .ci/run; `apt-get install -y shellcheck`")
    done = subprocess.run([shellcheck, CI], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_other_pythons_run_exists() -> None:
    """A path that is misspelt there is found on this Python already."""
    [listed] = re.findall(
        r"^LEARNERS_TESTS=\(\n(.*?)^\)", CI.read_text(encoding="utf-8"), re.M | re.DOTALL
    )
    paths = listed.split()
    assert paths and not [path for path in paths if not (ROOT / path).exists()]


def test_every_python_of_the_course_is_walked() -> None:
    """The oldest is in pyproject.toml; .ci/run and the workflow have the others, too."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    [oldest] = re.findall(r'^requires-python = ">=(.*)"', settings, re.M)
    [others] = re.findall(r"for version in ([\d. ]+);", CI.read_text(encoding="utf-8"))
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    walked = re.findall(r"^ +python: \[(.*)\]$", workflow, re.M)[-1]
    assert re.findall(r"[\d.]+", walked) == [oldest, *others.split()]


def test_a_container_to_work_in_installs_what_a_learner_needs() -> None:
    """As README.md says it, and a notebook's kernel, on a Python that the course runs on."""
    file = ROOT / ".devcontainer" / "devcontainer.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    assert settings["postCreateCommand"].startswith("pip install -e . ")
    assert re.search(r"^python:3\.1[1-4]$", settings["image"])

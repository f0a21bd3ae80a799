"""The command `picograd`: what can be asked for, and nothing else."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text

from grading.commands import tools as cli_tools
from grading.commands.console import console_on, say, shows_blocks
from grading.commands.live_display import show_progress
from grading.commands.report_files import unfinished_until
from grading.companion import memory as state
from grading.companion import own_folder as workbench
from grading.course.manifest import Course, Stage, load_course
from grading.course.names import function_named, is_stage, milestone_named, stage_named
from grading.files import ensure_writable, make_folder
from grading.grade import GradingRequest, grade, run_milestone, settle
from grading.learner.choose import HIGHEST
from grading.learner.choose import NAMES as LEVELS
from grading.paths import display_path
from grading.report.formats.picograd_json import json_text
from grading.report.formats.registry import FORMATS
from grading.report.next_step import next_step
from grading.report.report import StageReport, Status
from grading.report.screen import failure, hints, summary
from grading.report.screen.overview import overview
from grading.submission.submission import take_in

PLAIN_WIDTH = 100

MINUTES = "How long MNIST may train; one minute if left out."
FULL = "Judge MNIST on all 10,000 test images instead of 2,000."


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--all", "every", is_flag=True, help="Go on after the first unfinished stage.")
@click.pass_context
def picograd(context: click.Context, every: bool) -> int:
    """Learn backpropagation by writing it.

    Without a command: run your stages in order, show where you stand, and the one thing to
    do next.
    """
    if context.invoked_subcommand is not None:
        return 0
    course, out = load_course(), console_on(sys.stdout)
    with show_progress(out) as watcher:
        report = workbench.grade_own(
            course, course.stages, watcher, stop_early=not every, milestones=True
        )
    width = out.width if out.is_terminal else PLAIN_WIDTH
    say(out, *overview(report, blocks=shows_blocks(out), width=width), "")
    step = next_step(report, course, workbench.suite_of)
    if step is None:
        say(out, Text("All stages and milestones pass.", "bold green"))
    else:
        say(out, *failure.next_lines(step, workbench.place_of(step.verdict)))
    return 0


@picograd.command(short_help="Run all checks of a stage.")
@click.argument("stage", required=False)
def check(stage: str | None) -> int:
    """Run all checks of STAGE and show every failure in full.

    Without STAGE: of the first unfinished stage. The status is 0 if all of them pass, else 1.
    """
    course, out = load_course(), console_on(sys.stdout)
    entry = _stage_report(course, out, stage_named(course, stage) if stage else None)
    if entry is None:
        say(out, Text("All checks of all stages pass.", "green"))
        return 0
    say(out, *failure.all_of(entry.checks, workbench.place_of), "", failure.tally(entry))
    return 0 if entry.status is Status.PASSED else 1


@picograd.command(short_help="Show one more hint.")
@click.argument("name", metavar="[STAGE|FUNCTION]", required=False)
@click.option("--again", is_flag=True, help="Show the hints that you have already seen.")
def hint(name: str | None, again: bool) -> int:
    """Show one more hint for a function, from a nudge to nearly the answer.

    FUNCTION is a name such as toposort, Value.__add__ or layers.Linear.__call__. For a STAGE,
    or without a name, the hint is for the next thing to do.
    """
    course, out = load_course(), console_on(sys.stdout)
    memory = state.load_memory()
    if name is not None and not is_stage(course, name):
        stage, function = function_named(course, name)
        certain = True
    else:
        stages = course.stages if name is None else (stage_named(course, name),)
        with show_progress(out) as watcher:
            report = workbench.grade_own(course, stages, watcher, stop_early=True)
        step = next_step(report, course, workbench.suite_of)
        if step is None:
            say(
                out,
                "Every check passes, so there is no hint to give; `picograd` shows what is next.",
            )
            return 0
        if step.function not in step.stage.hints:
            say(out, *failure.next_lines(step, workbench.place_of(step.verdict)))
            if not (step.missing or step.unimportable):
                say(out, "", *hints.functions_lines(step.stage, memory.hints_of(step.stage)))
            return 0
        stage, function, certain = step.stage, step.function, step.certain
    seen = min(memory.hints_of(stage).get(function, 0), len(stage.hints[function]))
    last = max(seen, 1) if again else min(seen + 1, len(stage.hints[function]))
    first = 1 if again else last
    say(out, *hints.hint_lines(stage, function, first, last, certain=certain))
    state.save_memory(memory.with_hints(stage, function, last))
    return 0


@picograd.command(short_help="Put a stub back, keeping your file.")
@click.argument("stage")
def reset(stage: str) -> int:
    """Put the stub of STAGE back; your file is kept beside it under another name."""
    out = console_on(sys.stdout)
    done = workbench.put_back(stage_named(load_course(), stage))
    if done.kept is not None:
        say(out, f"Your file is kept as {display_path(done.kept)}")
    unchanged = f"{display_path(done.file)} is as it was shipped; nothing to do."
    say(out, f"{display_path(done.file)} is the stub again." if done.changed else unchanged)
    return 0


@picograd.command(short_help="Show the reference for a stage that passes.")
@click.argument("stage")
@click.option("--give-up", is_flag=True, help="Show it although the stage does not pass.")
def solution(stage: str, give_up: bool) -> int:
    """Show the reference for STAGE, once your own passes."""
    course, out = load_course(), console_on(sys.stdout)
    wanted = stage_named(course, stage)
    source = workbench.solution_of(wanted)
    entry = None if give_up else _stage_report(course, console_on(sys.stderr), wanted)
    if entry is not None and entry.status is not Status.PASSED:
        say(console_on(sys.stderr), *failure.not_yet(entry))
        return 1
    if out.is_terminal:
        out.print(Syntax(source, "python", theme="ansi_dark", word_wrap=True))
    else:
        sys.stdout.write(source)
    return 0


@picograd.command(short_help="Run one milestone by itself.")
@click.argument("name", metavar="ID")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help=MINUTES)
@click.option("--full", is_flag=True, help=FULL)
@click.option("--seed", type=int, help="Decides every random draw.")
def milestone(name: str, minutes: float | None, full: bool, seed: int | None) -> int:
    """Run the milestone ID with your whole package. The status is 0 if it is reached, else 1."""
    course, out = load_course(), console_on(sys.stdout)
    wanted = milestone_named(course, name)
    submission = workbench.own_submission(course)
    asked = GradingRequest((), state.pictures_folder(), seed=seed, minutes=minutes, full=full)
    with show_progress(out) as watcher:
        result = run_milestone(wanted, submission, course, asked, watcher)
    if seed is None:
        workbench.remember_results(course, submission, [result])
    say(out, *summary.milestone_lines(wanted, result))
    return 0 if result.passed else 1


@picograd.command(name="grade", short_help="Grade a submission, with reports for machines.")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--stage", "names", multiple=True, metavar="ID", help="Only this stage; repeatable.")
@click.option("--no-milestones", is_flag=True, help="Leave the milestones out.")
@click.option(
    "--json", "json_path", metavar="FILE|-", help="Write the report as JSON; - prints it."
)
@click.option("--junit", "junit_path", metavar="FILE", help="Write the report as JUnit XML.")
@click.option(
    "--format", "form", type=click.Choice(tuple(FORMATS)), help="The form of the file --output."
)
@click.option("--output", metavar="FILE", help="Write the report in the form --format.")
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep the milestones' pictures in DIR; without it only your own are kept.",
)
@click.option("--seed", type=int, help="Ask again with the numbers of an earlier grading.")
@click.option(
    "--published", is_flag=True, help="Ask the published numbers, as `picograd check` does."
)
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help=MINUTES)
@click.option("--full", is_flag=True, help=FULL)
@click.option(
    "--isolation",
    "level",
    type=click.Choice(LEVELS),
    default="auto",
    help="How the code is locked in; the highest level that works here if left out.",
)
@click.option(
    "--require-isolation",
    "required",
    type=click.IntRange(0, HIGHEST),
    metavar="N",
    help="Do not grade at a lower level.",
)
def grade_(
    path: Path | None,
    names: tuple[str, ...],
    no_milestones: bool,
    json_path: str | None,
    junit_path: str | None,
    form: str | None,
    output: str | None,
    pictures: Path | None,
    seed: int | None,
    published: bool,
    minutes: float | None,
    full: bool,
    level: str,
    required: int | None,
) -> int:
    """Grade a submission: a folder that holds picograd/, that folder, a .zip or a .tar.gz.

    PATH is your own exercises/ if it is left out. The questions are asked with fresh numbers,
    drawn from a seed that the report names. The status is 0 if all that was asked for
    passed, 1 if something did not, 2 if it could not be graded.
    """
    course = load_course()
    wanted = {stage_named(course, name).id for name in names} or set(course.stage_ids)
    out = console_on(sys.stderr if json_path == "-" else sys.stdout)
    targets = workbench.targets(json_path, junit_path)
    if published and seed is not None:
        raise click.UsageError("--published asks without a seed; leave out one of the two")
    if not published and seed is None:
        seed = secrets.randbelow(2**31)
    if (form is None) is not (output is None):
        raise click.UsageError("--format and --output go together")
    if form is not None and output is not None:
        if form in targets:
            raise click.UsageError(f"--{form} and --format {form} are the same; give one")
        if Path(output).absolute() in {path.absolute() for path in targets.values()}:
            raise click.UsageError(f"two reports would be written to {output}; name two files")
        ensure_writable(Path(output))
        targets[form] = Path(output)
    with unfinished_until(targets) as hand_over:
        submission = take_in(path, course) if path else workbench.own_submission(course)
        say(out, *summary.handed_in(submission, wanted), *summary.asked_with(seed))
        asked = settle(
            GradingRequest(
                stages=tuple(stage for stage in course.stages if stage.id in wanted),
                pictures=None if no_milestones else _pictures(path, pictures),
                milestones=not no_milestones,
                seed=seed,
                minutes=minutes,
                full=full,
                level=level,
                required=required,
            )
        )
        say(out, f"{asked.isolation}", "")
        with show_progress(out) as watcher:
            report = grade(submission, course, asked, watcher)
        hand_over(report)
    if json_path == "-":
        sys.stdout.write(json_text(report).decode())
    say(out, *summary.summary(report), *summary.written(targets.values()))
    return 0 if report.complete else 1


for command in cli_tools.COMMANDS:
    picograd.add_command(command)


def _pictures(submission: Path | None, wanted: Path | None) -> Path | None:
    """Where the pictures of a submission go; None for nowhere: they are not the learner's."""
    if wanted is not None:
        make_folder(wanted)
    return wanted if submission or wanted else state.pictures_folder()


def _stage_report(course: Course, out: Console, stage: Stage | None) -> StageReport | None:
    """The report on a stage, or on the first unfinished one; None where all pass."""
    stages = course.stages if stage is None else (stage,)
    with show_progress(out) as watcher:
        report = workbench.grade_own(course, stages, watcher, stop_early=True)
    run = [entry for entry in report.stages if entry.status is not Status.NOT_RUN]
    unfinished = [entry for entry in run if entry.status is not Status.PASSED]
    return next(iter(unfinished), None if stage is None else run[0])

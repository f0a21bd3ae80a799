"""What runs beside the learner's code. Standard library only, and nothing from outside this folder.

The whole folder is compiled and sent to a worker over its own channel (`learner.worker_bundle`).

    supervisor        between judge and worker: limits, user, and the end of everything
    main              answers questions until the channel closes
    confine           what a worker gives up before it runs anything: landlock, seccomp
    audit_hook        refuses in words what a submission has no business with
    escape_attempts   what a worker finds that it can still do: the proof of its level
    overlay           one package `picograd`, put together from files of several owners
    allowed_imports   which imports the learner's code may use
    wire              plain data as text, strict on both sides
    error_report      what the learner's code raised, ending in their file
    probes, trace     helpers of questions
    pythons_words     what Python says of a slip, the same for all of its versions
    functions_run     which functions of a file a question enters
    number_kinds      whether the numbers that a function computes with are floats

The same code serves `pytest exercises/`, where the learner's code runs in that very process.
"""

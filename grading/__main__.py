"""`python -m grading` is the command `picograd`."""

from grading.cli import main

main()

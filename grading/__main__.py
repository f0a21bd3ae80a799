"""`python -m grading` is the command `picograd`."""

from grading.commands.main import main

if __name__ == "__main__":
    main()

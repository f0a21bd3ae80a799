"""`python -m grading` is the command `picograd`."""

from grading.entry import main

if __name__ == "__main__":
    main()

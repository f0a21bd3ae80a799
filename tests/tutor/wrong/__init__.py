"""Wrong submissions, a module a stage. Each module holds one tuple, `WRONG`."""

"""Right but unusual submissions, a module a stage. Each module holds one tuple, `RIGHT`."""

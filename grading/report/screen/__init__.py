"""Reports for people: pure functions from a report to lines of text."""

"""Reports for people: pure functions from a report, or a part of one, to text."""

"""Loads the plugin for every run in this repository, with nothing installed but pytest."""

pytest_plugins = ["grading.checks.plugin"]

"""Renderers: pure functions from a report to text. None of them runs or asks anything."""

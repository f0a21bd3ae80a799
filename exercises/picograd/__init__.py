"""The engine you write, one file a stage. Begin with value.py."""

"""Imports numpy where no import statement names it."""

numpy = __import__("importlib").import_module("num" + "py")

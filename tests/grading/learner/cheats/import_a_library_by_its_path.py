"""Loads a compiled module of numpy by the path of its file."""

import glob
import importlib.machinery
import importlib.util

(path, *_) = glob.glob("@PACKAGES@/numpy/_core/_multiarray_umath*.so")
loader = importlib.machinery.ExtensionFileLoader("_multiarray_umath", path)
spec = importlib.util.spec_from_file_location("_multiarray_umath", path, loader=loader)
module = importlib.util.module_from_spec(spec)
loader.exec_module(module)

"""One package `picograd`, put together from files of several owners, in the import system.

While a stage is checked, its own file is the learner's and every other module is the
reference; nothing is copied. Every question gets a fresh package: what was cached is
evicted on entering and on leaving, or a broken file would pass on the module that an
earlier question left behind.
"""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.machinery
import marshal
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any

from grading.worker.allowed_imports import find_forbidden, refusal_of

PACKAGE = "picograd"
# What the package itself hands out, and from which module, as the course's `__init__.py` does.
EXPORTED = {"Value": "value", "Tensor": "tensor"}


@dataclass(frozen=True)
class Source:
    """One module of the package: the path shown in tracebacks, and the bytes of the file.

    problem: why the file cannot be used, in words that follow its path; empty if it can.
    compiled: the content is no text but code, as `marshal` writes it.
    """

    path: str
    content: bytes
    problem: str = ""
    compiled: bool = False


def sources_of(sent: Mapping[str, tuple[str, bytes, str, bool]]) -> dict[str, Source]:
    """The sources that `sent` holds field by field, as they come to a worker."""
    return {name: Source(*fields) for name, fields in sent.items()}


class Overlay:
    """The modules `picograd.<name>`, each from the `Source` given for it, and no others."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources

    @contextmanager
    def installed(self) -> Iterator[ModuleType]:
        """The fresh package, importable as `picograd` inside the block.

        Submodules are imported when they are first touched: `picograd.graph` as an
        attribute raises whatever importing the file raises.
        """
        before = self._evict()
        finder = _Finder(self)
        sys.meta_path.insert(0, finder)
        try:
            yield importlib.import_module(PACKAGE)
        finally:
            # By identity: the learner's code may have changed the list in any way.
            sys.meta_path[:] = [entry for entry in sys.meta_path if entry is not finder]
            self._evict()
            sys.modules.update(before)

    def _evict(self) -> dict[str, ModuleType]:
        """Take `picograd` and its submodules out of `sys.modules`; what was there."""
        # There may be thousands of modules, and this is done for every question.
        names = [name for name in sys.modules if name.startswith(PACKAGE)]
        names = [name for name in names if name.partition(".")[0] == PACKAGE]
        return {name: sys.modules.pop(name) for name in names}

    def exchanging(self, sources: Mapping[str, Source]) -> Overlay:
        """The same package with `sources` in the place of its own modules of these names."""
        return Overlay({**self._sources, **sources})

    def has(self, name: str) -> bool:
        return name in self._sources

    def source(self, name: str) -> Source:
        return self._sources[name]

    def paths_of(self, names: Collection[str]) -> tuple[str, ...]:
        """The paths of the modules `names`."""
        return tuple(source.path for name, source in self._sources.items() if name in names)

    def paths_but(self, names: Collection[str]) -> tuple[str, ...]:
        """The paths of all modules but `names`."""
        return tuple(source.path for name, source in self._sources.items() if name not in names)

    def code(self, name: str) -> CodeType:
        """The compiled module.

        SyntaxError where the file does not parse, ImportError where it cannot be used or
        imports something outside the standard library.
        """
        return _compiled(self._sources[name])


# Compiled once, executed anew for each question. A diagnosis lays the mistakes of a stage, fewer
# than a hundred, over the same others again and again.
@functools.lru_cache(maxsize=128)
def _compiled(source: Source) -> CodeType:
    if source.problem:
        raise ImportError(f"{source.path} {source.problem}")
    if source.compiled:
        return marshal.loads(source.content)  # type: ignore[no-any-return]  # the judge wrote it
    try:
        tree = ast.parse(source.content, source.path)
        code = compile(tree, source.path, "exec", dont_inherit=True)
    except (ValueError, OverflowError, MemoryError, RecursionError) as error:
        # NUL bytes, a number with too many digits, an expression nested too deeply.
        raise SyntaxError(f"{error}", (source.path, 1, 1, "")) from None
    for line, name in find_forbidden(tree):
        raise ImportError(f"{source.path}, line {line}: {refusal_of(name)}")
    return code


# Finder and loaders have no base class: `importlib.abc` alone takes as long to import as all
# else that a worker needs.
class _Finder:
    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        package, _, name = fullname.partition(".")
        if package != PACKAGE:
            return None
        if not name:
            spec = _spec(PACKAGE, _PackageLoader(), is_package=True)
            spec.submodule_search_locations = []
            return spec
        if not self._overlay.has(name):
            raise ModuleNotFoundError(
                f"{fullname} is not there: a stage is one file, checked beside those that it "
                f"builds on alone, and {name}.py is none of them; move what it needs of "
                f"{name}.py into it",
                name=fullname,
            )
        source = self._overlay.source(name)
        spec = _spec(fullname, _ModuleLoader(self._overlay, name), origin=source.path)
        spec.has_location = True
        return spec


def _spec(name: str, loader: _Loader, **more: Any) -> importlib.machinery.ModuleSpec:
    return importlib.machinery.ModuleSpec(name, loader, **more)  # type: ignore[arg-type]  # flags


class _Loader:
    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """The usual kind of module."""


class _PackageLoader(_Loader):
    """An empty package of ours: a submission's `__init__.py` is never run."""

    def exec_module(self, module: ModuleType) -> None:
        def lazily(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            module = importlib.import_module(f"{PACKAGE}.{EXPORTED.get(name, name)}")
            return getattr(module, name) if name in EXPORTED else module

        module.__getattr__ = lazily  # type: ignore[method-assign]  # PEP 562


class _ModuleLoader(_Loader):
    def __init__(self, overlay: Overlay, name: str) -> None:
        self._overlay = overlay
        self._name = name

    def exec_module(self, module: ModuleType) -> None:
        exec(self._overlay.code(self._name), module.__dict__)

    def get_source(self, fullname: str) -> str:
        """The text, for tracebacks in a process that cannot read the file; none of mere code."""
        source = self._overlay.source(self._name)
        return "" if source.compiled else source.content.decode("utf-8", errors="replace")

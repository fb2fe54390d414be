"""Compiling functions with numba, and keeping what was compiled from one process to the next."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiler(*sources: ModuleType, parallel: bool = False) -> Callable[[Function], Function]:
    """A decorator: compiled when first called, kept beside the source, with its type unchanged.

    What is kept is found by the function's name, so the name follows the source: a compiled
    function has the code of those it calls in itself, and numba looks for changes in its own file
    only, after reading what may name classes that are no longer there.

    Args:
        sources: other modules whose compiled functions or classes are used.
        parallel: whether ``prange`` goes over all cores.
    """
    called = "".join(inspect.getsource(source) for source in sources)

    def compile_later(function: Function) -> Function:
        text = called + inspect.getsource(sys.modules[function.__module__])
        function.__qualname__ += f"_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        kept = njit(cache=True, fastmath=True, error_model="numpy", nogil=True, parallel=parallel)(
            function
        )
        return cast(Function, kept)

    return compile_later

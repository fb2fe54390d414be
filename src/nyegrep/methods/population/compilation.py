"""Compiling functions with numba, and keeping what was compiled from one process to the next."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiler(*sources: ModuleType, parallel: bool = False) -> Callable[[Function], Function]:
    """A decorator: compiled when first called, kept beside the source, with its type unchanged.

    What was kept is used again as long as the function's own file is unchanged. It has the code of
    the compiled functions it calls in itself, though, so its name follows their files too.

    Args:
        sources: modules whose compiled functions are called.
        parallel: whether ``prange`` goes over all cores.
    """
    text = "".join(inspect.getsource(source) for source in sources)
    suffix = hashlib.sha256(text.encode()).hexdigest()[:12] if sources else ""

    def compile_later(function: Function) -> Function:
        function.__qualname__ += suffix
        kept = njit(cache=True, fastmath=True, error_model="numpy", nogil=True, parallel=parallel)(
            function
        )
        return cast(Function, kept)

    return compile_later

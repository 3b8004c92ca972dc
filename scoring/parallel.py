"""Heavy draws as tasks: in this process, or wherever the caller's joblib configuration says.

Bootstraps, the guard's draws and the choice of k are tasks that take their own spawned seed, so the place changes the
time and never a number: each task works on one thread, because libraries of linear algebra add up in another order
on several. `with joblib.parallel_config(backend="loky", n_jobs=-1):` spreads them over all processors, and
`backend="dask"` over a cluster.

The trap: a task is a function of a module and plain arrays. Joblib moves them between processes of ours; nothing
that was moved is ever kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, TypeVar

from joblib import Parallel, delayed
from threadpoolctl import ThreadpoolController

Result = TypeVar("Result")


def run(function: Callable[..., Result], tasks: Iterable[tuple[Any, ...]]) -> list[Result]:
    """Return what `function` gives for each tuple of arguments, in their order."""
    return list(Parallel()(delayed(_on_one_thread)(function, task) for task in tasks))


def one_thread() -> AbstractContextManager[object]:
    """Return a context in which linear algebra works on one thread."""
    limit: AbstractContextManager[object] = _controller().limit(limits=1)
    return limit


def _on_one_thread(function: Callable[..., Result], task: tuple[Any, ...]) -> Result:
    with one_thread():
        return function(*task)


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()

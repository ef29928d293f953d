"""In which order computed fields are computed, and which of them a changed cell touches.

Known once a form is compiled; saving one answer then recomputes only what depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError as GraphCycle
from graphlib import TopologicalSorter

from .errors import CycleError
from .evaluate import Formula


def order(formulas: Mapping[str, Formula]) -> tuple[str, ...]:
    """Template paths of computed fields, each after those it reads; raises CycleError.

    A formula of a whole matrix row, kept under "finance/growth", provides "finance/growth/y-1" and the
    other cells of the row.
    """
    graph = {path: sorted(set(_needed(formula, formulas))) for path, formula in formulas.items()}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except GraphCycle as error:
        raise CycleError(tuple(reversed(error.args[1]))) from None


def dependents(formulas: Mapping[str, Formula]) -> Mapping[str, tuple[str, ...]]:
    """For each template path that is read: all that must be recomputed when it changes, in order."""
    ordered = order(formulas)
    readers: dict[str, set[str]] = {}
    for path in reversed(ordered):
        reach = {path}.union(*(found for read, found in readers.items() if _provider(read, formulas) == path))
        for read in formulas[path].reads:
            readers.setdefault(read, set()).update(reach)
    return {read: tuple(path for path in ordered if path in found) for read, found in readers.items()}


def _needed(formula: Formula, formulas: Mapping[str, Formula]) -> Iterator[str]:
    for read in formula.reads:
        provider = _provider(read, formulas)
        if provider is not None:
            yield provider


def _provider(read: str, formulas: Mapping[str, Formula]) -> str | None:
    """The computed field that fills a cell which is read."""
    if read in formulas:
        return read
    row = read.rpartition("/")[0]
    return row if row in formulas else None

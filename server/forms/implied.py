"""Rules nobody writes down, because options and kinds imply them.

Part of compiling: `compile` adds these checks and conditions to those of the definition, so that everything
after it, from saving to paper, treats them alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..language import gettext as _
from .findings import ERROR
from .formulas import Context
from .layout import Layout
from .model import Check, Field
from .options import Options, beside

Holds = Callable[[Context], bool | None]


def conditions(layout: Layout) -> dict[str, str]:
    """By path, when a field that an option asks for (`x-options.other`) is shown and required."""
    return {
        beside(field.path, field.options.asked): field.kind.chosen(field.key, field.options.asking)
        for field in layout.fields.values()
        if field.options and field.options.asked
    }


def checks(layout: Layout) -> Iterator[Check]:
    """What kinds and exclusive options demand of a value."""
    for field in layout.fields.values():
        reads = frozenset({field.path})
        for rule, (holds, message) in field.kind.rules.items():
            yield Check(rule, field.path, _(message), ERROR, reads, _judged(field, holds))
        if field.options and field.options.exclusive:
            names = "”“".join(map(field.options.name_of, sorted(field.options.exclusive)))
            message = _("选了“%(names)s”就不能再选其他项，请取消其中一方", names=names)
            yield Check("options-exclusive", field.path, message, ERROR, reads, _alone(field, field.options))


def _judged(field: Field, holds: Callable[[Any, Field], bool | None]) -> Holds:
    return lambda context: holds(context.cells.get(context.at), field)


def _alone(field: Field, options: Options) -> Holds:
    def alone(context: Context) -> bool:
        chosen = field.kind.picks(context.cells.get(context.at))
        return len(chosen) < 2 or not chosen & options.exclusive

    return alone

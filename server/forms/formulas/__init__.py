"""The formula language: the Excel an officer knows, exact, with blanks, years and rows.

A form's fields are declared as `Names`; `compile` turns each text of a definition into a `Formula`, once;
`order` and `dependents` say what to compute when; `Formula.evaluate` and `.explain` run while somebody
fills in the form. Wrong texts raise FormulaError when compiling, and nothing raises when evaluating.
docs/formulas.md is the manual.
"""

from .catalogue import ALIASES, FUNCTIONS, Function
from .compile import compile
from .errors import CycleError, FormulaError
from .evaluate import Context, Evidence, Formula
from .names import Name, Names, NameType
from .order import dependents, order
from .reading import in_words
from .values import Value

__all__ = [
    "ALIASES",
    "FUNCTIONS",
    "Context",
    "CycleError",
    "Evidence",
    "Formula",
    "FormulaError",
    "Function",
    "Name",
    "NameType",
    "Names",
    "Value",
    "compile",
    "dependents",
    "in_words",
    "order",
]

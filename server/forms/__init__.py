"""The form language: pure functions over definitions and answers.

It knows neither Flask nor storage and could be published alone. One module per verb: read a
definition (`source`), compile it (`layout`, `compile`), compute, validate, save a patch.
"""

from .cells import Document, assemble, covered, disassemble
from .compile import compile_form
from .compute import hidden_paths, is_readonly, readonly_paths, recompute
from .editions import Change, Migration, diff, migrate
from .evidence import required_paths
from .findings import DefinitionError, Finding
from .formulas import in_words
from .kinds import is_blank
from .model import Cells, Column, Field, Form, Grid, Matrix, MatrixRow, Rows, Section, row_ids
from .progress import Progress, progress
from .rulesets import Assessment, RuleSet, assess, compile_ruleset
from .saving import Saved, apply
from .source import Library
from .translate import in_language
from .validate import check_cells, label_of, validate_answers, validate_cells

__all__ = [
    "Assessment",
    "Cells",
    "Change",
    "Column",
    "DefinitionError",
    "Document",
    "Field",
    "Finding",
    "Form",
    "Grid",
    "Library",
    "Matrix",
    "MatrixRow",
    "Migration",
    "Progress",
    "Rows",
    "RuleSet",
    "Saved",
    "Section",
    "apply",
    "assemble",
    "assess",
    "check_cells",
    "compile_form",
    "compile_ruleset",
    "covered",
    "diff",
    "disassemble",
    "hidden_paths",
    "in_language",
    "in_words",
    "is_blank",
    "is_readonly",
    "label_of",
    "migrate",
    "progress",
    "readonly_paths",
    "recompute",
    "required_paths",
    "row_ids",
    "validate_answers",
    "validate_cells",
]

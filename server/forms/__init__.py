"""The form language: pure functions over definitions and answers.

It knows neither Flask nor storage and could be published alone. One module per verb: read a
definition (`source`), compile it (`layout`, `compile`), compute, validate, save a patch.
"""

from .cells import Document, assemble, covered, disassemble
from .compile import compile_form
from .compute import hidden_paths, recompute, required_paths
from .findings import DefinitionError, Finding
from .kinds import is_blank
from .model import Cells, Column, Field, Form, Grid, Matrix, MatrixRow, Rows, Section, row_ids
from .progress import Progress, progress
from .saving import Saved, apply
from .source import Library
from .validate import check_cells, label_of, validate_answers, validate_cells

__all__ = [
    "Cells",
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
    "Progress",
    "Rows",
    "Saved",
    "Section",
    "apply",
    "assemble",
    "check_cells",
    "compile_form",
    "covered",
    "disassemble",
    "hidden_paths",
    "is_blank",
    "label_of",
    "progress",
    "recompute",
    "required_paths",
    "row_ids",
    "validate_answers",
    "validate_cells",
]

"""Rule sets: what an authority demands, as data; a filled-in table is assessed against it.

A rule set is a file of its own: a standard outlives a table's layout, serves several editions, and a
table may be held against several. `compile_ruleset` binds one to a form, `assess` runs it on
answers. docs/rulesets.md is the manual.
"""

from .assess import assess
from .compile import compile_ruleset
from .model import RuleSet
from .report import lines
from .result import Assessment

__all__ = ["Assessment", "RuleSet", "assess", "compile_ruleset", "lines"]

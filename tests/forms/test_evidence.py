"""Evidence: a claim wants its attachment when the table is handed in, and says so while it is filled in."""

from __future__ import annotations

from typing import Any

import pytest

from server.forms import (
    Finding,
    Form,
    apply,
    compile_form,
    disassemble,
    progress,
    required_paths,
    validate_answers,
)
from server.forms.findings import DefinitionError
from tests.forms.tables import matrix, table

FILES = {"title": "证书", "type": "array", "x-kind": "attachment", "items": {"type": "object"}}
FILE = [{"id": "1", "name": "a.pdf", "size": 1, "sha256": "0" * 64, "type": "pdf"}]
OPTIONS = [{"const": "high", "title": "国家级"}, {"const": "none", "title": "无"}]
PROVED = {"attachment": "files"}
SORTS: dict[str, dict[str, Any]] = {
    "number": {"type": "number"},
    "yes": {"type": "boolean"},
    "text": {"type": "string"},
    "choice": {"type": "string", "oneOf": OPTIONS},
    "choices": {"type": "array", "uniqueItems": True, "items": {"type": "string", "oneOf": OPTIONS}},
}


def one(schema: dict[str, Any], evidence: Any = PROVED, **more: Any) -> Form:
    """A table with one claim and its slot."""
    return compile_form(table(claim={"title": "专利", **schema, "x-evidence": evidence}, files=FILES, **more))


def found(form: Form, complete: bool = True, **answers: Any) -> list[Finding]:
    return [
        finding for finding in validate_answers(form, {"s": answers}, complete) if finding.rule == "evidence"
    ]


@pytest.mark.parametrize(
    ("sort", "value", "claims"),
    [
        ("number", 1, True), ("number", -1, True), ("number", 0, False), ("number", None, False),
        ("yes", True, True), ("yes", False, False), ("yes", None, False),
        ("text", "有", True), ("text", "", False),
        ("choice", "high", True), ("choice", "none", False), ("choice", None, False),
        ("choices", ["high"], True), ("choices", ["none"], False), ("choices", [], False),
    ],
)  # fmt: skip
def test_an_answer_that_says_there_is_something_wants_evidence(sort: str, value: Any, claims: bool) -> None:
    assert bool(found(one(SORTS[sort]), claim=value)) is claims


def test_an_option_that_stands_alone_claims_nothing() -> None:
    options = [{"const": "high", "title": "国家级"}, {"const": "none", "title": "以上都没有"}]
    items = {"type": "string", "oneOf": options}
    form = one({"type": "array", "items": items, "x-options": {"exclusive": ["none"]}})
    assert [bool(found(form, claim=[code])) for code in ("high", "none")] == [True, False]


@pytest.mark.parametrize(
    ("severity", "rules"), [("error", {"evidence"}), ("warning", {"evidence", "required"})]
)
def test_a_reminder_never_hides_that_the_attachment_is_required(severity: str, rules: set[str]) -> None:
    form = one(SORTS["number"], PROVED | {"severity": severity}, required=["files"])
    assert {finding.rule for finding in validate_answers(form, {"s": {"claim": 3}})} == rules


def test_the_finding_lies_on_the_attachment_and_names_the_claim() -> None:
    (finding,) = found(one(SORTS["number"]), claim=3)
    assert (finding.path, finding.pointer, finding.severity) == ("s/files", "/s/files", "error")
    assert "“专利”" in finding.message


def test_a_file_settles_it() -> None:
    assert found(one(SORTS["number"]), claim=3, files=FILE) == []


def test_a_draft_may_still_lack_its_evidence() -> None:
    assert found(one(SORTS["number"]), complete=False, claim=3) == []


def test_a_formula_may_say_when_it_is_a_claim() -> None:
    form = one(SORTS["number"], {**PROVED, "when": "claim < 5000", "message": "请上传融资证明"})
    assert found(form, claim=5000) == []
    assert [finding.message for finding in found(form, claim=4999)] == ["请上传融资证明"]


def test_a_warning_only_reminds() -> None:
    form = one(SORTS["number"], {**PROVED, "severity": "warning"})
    assert [finding.severity for finding in found(form, claim=1)] == ["warning"]
    assert required_paths(form, {"s/claim": 1}) == frozenset()


def test_a_table_may_say_that_all_its_evidence_only_reminds() -> None:
    bundle = table(claim={"title": "专利", "type": "number", "x-evidence": PROVED}, files=FILES)
    bundle["x-form"]["evidence"] = "warning"
    assert [finding.severity for finding in found(compile_form(bundle), claim=1)] == ["warning"]


def test_a_hidden_answer_claims_nothing() -> None:
    form = one({**SORTS["number"], "x-visible": "shown"}, shown=SORTS["yes"])
    assert found(form, claim=3, shown=False) == []
    assert found(form, claim=3, shown=True) != []


def test_a_slot_that_is_always_required_has_one_finding_with_its_reason() -> None:
    form = compile_form(
        table(claim={**SORTS["number"], "x-evidence": PROVED}, files=FILES, required=["files"])
    )
    assert [one.rule for one in validate_answers(form, {"s": {"claim": 2}})] == ["evidence"]
    assert [one.rule for one in validate_answers(form, {"s": {"claim": 0}})] == ["required"]


def test_several_claims_share_one_slot_and_one_finding() -> None:
    form = one(SORTS["number"], other={"title": "商标", "type": "integer", "x-evidence": PROVED})
    (finding,) = found(form, claim=1, other=1)
    assert "“专利”、“商标”" in finding.message


def test_the_mark_appears_and_goes_while_one_types() -> None:
    form = one(SORTS["number"])
    assert apply(form, {}, {"s/claim": "2"}).required == {"s/files"}
    assert apply(form, {"s/claim": 2}, {"s/claim": "0"}).required == frozenset()


def test_an_empty_slot_that_is_wanted_counts_as_missing() -> None:
    assert [section.missing for section in progress(one(SORTS["number"]), {"s/claim": 1}, ())] == [1]


def rows_form(at_rows: Any = None, at_column: Any = None) -> Form:
    name = {"title": "名称", "type": "string", **({"x-evidence": at_column} if at_column else {})}
    rows = {
        "title": "清单", "type": "array",
        "items": {"type": "object", "properties": {"name": name, "scan": FILES}},
        **({"x-evidence": at_rows} if at_rows else {}),
    }  # fmt: skip
    return compile_form(table(patents=rows, files=FILES))


def test_rows_claim_as_soon_as_there_is_one() -> None:
    form = rows_form(at_rows=PROVED)
    assert found(form, patents=[]) == []
    assert [finding.path for finding in found(form, patents=[{"name": "甲"}])] == ["s/files"]


def test_a_column_is_proved_in_its_own_row() -> None:
    answers = {"patents": [{"name": "甲", "scan": FILE}, {"name": "乙"}, {"scan": FILE}]}
    assert [finding.pointer for finding in found(rows_form(at_column={"attachment": "scan"}), **answers)] == [
        "/s/patents/1/scan"
    ]


def test_every_year_of_a_matrix_row_claims() -> None:
    finance = matrix("y-2", "y-1", equity="股权融资")
    finance["properties"]["equity"]["x-evidence"] = {"attachment": "s/files"}
    bundle = table(files=FILES)
    bundle["properties"]["finance"] = finance
    form = compile_form(bundle)
    cells = disassemble(form, {"finance": {"equity": {"y-2": 0, "y-1": 8000}}})
    assert required_paths(form, cells) == {"s/files"}
    assert required_paths(form, {**cells, "finance/equity/y-1": 0}) == frozenset()


@pytest.mark.parametrize(
    ("evidence", "rule", "says"),
    [
        ({"attachment": "fils"}, "evidence-unknown", "不是本表的附件，是否为“"),
        ({"attachment": "claim"}, "evidence-unknown", "“claim”不是本表的附件"),
        ({"attachment": "s/patents/*/scan"}, "evidence-unknown", "同一行"),
        ({**PROVED, "when": "cliam > 1"}, "formula-name-unknown", "是否为“claim”"),
        ({"when": "claim > 1"}, "keyword-value", "x-evidence"),
        ({**PROVED, "severity": "fatal"}, "keyword-value", "x-evidence"),
    ],
)
def test_evidence_for_nothing_is_a_fault_of_the_definition(evidence: Any, rule: str, says: str) -> None:
    rows = {"title": "清单", "type": "array", "items": {"type": "object", "properties": {"scan": FILES}}}
    with pytest.raises(DefinitionError) as raised:
        one(SORTS["number"], evidence, patents=rows)
    (fault,) = raised.value.findings
    assert fault.rule == rule
    assert says in fault.message
    assert fault.pointer.startswith("/properties/s/properties/claim/x-evidence")


def test_a_section_claims_nothing() -> None:
    bundle = table(files=FILES)
    bundle["properties"]["s"]["x-evidence"] = PROVED
    with pytest.raises(DefinitionError) as raised:
        compile_form(bundle)
    assert [fault.rule for fault in raised.value.findings] == ["evidence-place"]


def test_a_reminder_is_no_demand() -> None:
    binding = [
        one(SORTS["number"], {**PROVED, "severity": word}).claims[0].binding for word in ("error", "warning")
    ]
    assert binding == [True, False]

"""Tables in rows from one edition to the next: told of, carried row by row, nothing dropped."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from server.forms import Form, compile_form, diff, migrate
from tests.forms.structured import cells_of, changed, definition, structured

CERTIFICATES = "/properties/products/items/properties/certificates"


def renamed() -> Form:
    """Next year's table: certificates are called proofs, their number is a serial."""
    bundle = deepcopy(definition("nested-rows"))
    columns = bundle["properties"]["products"]["items"]["properties"]
    proofs: Any = columns.pop("certificates")
    columns["proofs"] = {**proofs, "x-was": "products/*/certificates"}
    inside = proofs["items"]["properties"]
    inside["serial"] = {**inside.pop("number"), "x-was": "products/*/certificates/*/number"}
    proofs["items"]["required"] = ["serial"]
    columns["fees"]["x-compute"] = "SUM(proofs.fee)"
    bundle["properties"]["summary"]["properties"] = {"note": {"title": "备注", "type": "string"}}
    bundle["x-checks"] = []
    return compile_form(bundle)


def told(old: Form, new: Form) -> set[tuple[str, str]]:
    return {(change.type, change.path) for change in diff(old, new)}


def test_inner_rows_are_carried_with_all_their_cells() -> None:
    cells = cells_of("nested-rows")
    moved = migrate(structured("nested-rows"), structured("nested-rows"), cells)
    assert moved.cells == cells and moved.is_clean


def test_a_renamed_inner_table_takes_its_rows_along() -> None:
    moved = migrate(structured("nested-rows"), renamed(), cells_of("nested-rows"))
    assert moved.cells["products/0/proofs"] == ["0", "1"]
    assert moved.cells["products/0/proofs/1/serial"] == "UL-2025-771"
    assert {one.was for one in moved.carried} == cells_of("nested-rows").keys()
    assert {one.was for one in moved.having("orphaned")} == {"summary/fees", "summary/count"}


def test_an_inner_table_that_is_gone_leaves_orphans_with_their_labels() -> None:
    new = changed("nested-rows", CERTIFICATES + "/items/properties/issued", None)
    orphans = migrate(structured("nested-rows"), new, cells_of("nested-rows")).having("orphaned")
    assert [one.label for one in orphans] == [
        "一、产品 · 第1行 · 证书 · 第1行 · 发证日期",
        "一、产品 · 第1行 · 证书 · 第2行 · 发证日期",
    ]


def test_an_inner_table_with_too_many_rows_needs_attention() -> None:
    new = changed("nested-rows", CERTIFICATES + "/maxItems", 1)
    crowded = migrate(structured("nested-rows"), new, cells_of("nested-rows")).having("attention")
    assert [one.path for one in crowded] == ["products/0/certificates"]


def test_changes_inside_an_inner_table_are_told_where_they_are() -> None:
    old, at = structured("nested-rows"), "products/*/certificates"
    assert told(old, changed("nested-rows", CERTIFICATES + "/maxItems", 2)) == {("limit-tightened", at)}
    new = changed("nested-rows", CERTIFICATES + "/items/properties/number/title", "证号")
    assert told(old, new) == {("retitled", f"{at}/*/number")}
    assert ("renamed", "products/*/proofs/*/serial") in told(old, renamed())


def test_a_group_of_columns_is_compared_like_any_place() -> None:
    at = "/properties/people/items/properties/address/properties/city"
    assert told(structured("nested-rows"), changed("nested-rows", at, None)) == {
        ("removed", "people/*/address/city")
    }


def test_a_total_that_adds_something_else_is_told_as_a_changed_formula() -> None:
    new = changed("totals", "/properties/costs/properties/subtotal/x-total", ["staff"])
    assert ("formula", "costs/subtotal/y") in told(structured("totals"), new)

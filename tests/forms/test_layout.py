"""The table a definition describes: sections, grids, matrices, rows, and the fields in them."""

from __future__ import annotations

from typing import Any

import pytest

from server.forms import Field, Form, Grid, Matrix, Rows, compile_form
from tests.forms.tables import matrix, table

TEXT = {"type": "string"}
DATE = {"type": "string", "format": "date"}
PERSON = {"type": "object", "properties": {"name": TEXT, "born": DATE}, "required": ["name"]}
PEOPLE = {"type": "array", "title": "人员", "minItems": 1, "maxItems": 5, "items": PERSON}


def form(**properties: Any) -> Form:
    """A form for 2022 of these sections."""
    return compile_form({**table(), "properties": properties})


def section(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "title": "栏目", "properties": fields}


def only_field(schema: dict[str, Any], **more: Any) -> Field:
    return form(s={**section(f=schema), **more}).fields["s/f"]


def test_sections_keep_the_order_of_the_file() -> None:
    assert [found.path for found in form(b=section(x=TEXT), a=section(x=TEXT)).sections] == ["b", "a"]


def test_consecutive_fields_form_one_grid() -> None:
    (block,) = form(s=section(a=TEXT, b=TEXT)).sections[0].blocks
    assert isinstance(block, Grid)
    assert [field.path for field in block.fields] == ["s/a", "s/b"]


def test_rows_and_a_matrix_inside_a_section_stand_between_its_grids() -> None:
    blocks = (
        form(s=section(a=TEXT, people=PEOPLE, b=TEXT, years=matrix("y-1", revenue="收入"))).sections[0].blocks
    )
    assert [type(block) for block in blocks] == [Grid, Rows, Grid, Matrix]
    assert [block.path for block in blocks] == ["s", "s/people", "s", "s/years"]


def test_a_titled_group_has_its_heading_once_though_rows_part_it() -> None:
    group = {**section(a=TEXT, people=PEOPLE, b=TEXT), "title": "小组"}
    blocks = form(s=section(group=group)).sections[0].blocks
    assert [block.title for block in blocks] == ["小组", "人员", ""]


def test_the_unit_of_a_matrix_row_is_that_of_its_years_only() -> None:
    columns = ["y-1", {"key": "growth", "title": "增长率"}]
    row = {"title": "收入", "type": "object", "x-unit": "万元"}
    row["properties"] = {"y-1": {"type": "number"}, "growth": {"type": "number"}}
    years = {
        **matrix("y-1"),
        "x-layout": {"type": "matrix", "columns": columns},
        "properties": {"revenue": row},
    }
    fields = form(s=years).fields
    assert [fields[f"s/revenue/{key}"].unit for key in ("y-1", "growth")] == ["万元", ""]


def test_a_section_may_be_one_rows_block() -> None:
    (block,) = form(people=PEOPLE).sections[0].blocks
    assert isinstance(block, Rows)
    assert (block.minimum, block.maximum, [field.path for field in block.fields]) == (
        1, 5, ["people/*/name", "people/*/born"])  # fmt: skip


def test_loose_fields_of_the_root_form_a_section_without_a_name() -> None:
    found = form(name=TEXT)
    assert list(found.fields) == ["name"]
    assert found.sections[0].path == ""


def test_year_columns_are_offsets_from_the_edition() -> None:
    years = matrix("y-3", "y-1", "y", "y+2", revenue="收入")
    years["x-layout"]["forecast"] = ["y+2"]
    (block,) = form(years=years).sections[0].blocks
    assert isinstance(block, Matrix)
    assert [column.title for column in block.columns] == ["2019年", "2021年", "2022年", "2024年（预计）"]


def test_a_column_that_is_no_year_has_its_own_title() -> None:
    years = matrix("y-1", revenue="收入")
    years["x-layout"]["columns"].append({"key": "rate", "title": "增长率"})
    (block,) = form(years=years).sections[0].blocks
    assert isinstance(block, Matrix)
    assert (block.columns[1].title, block.columns[1].offset) == ("增长率", None)


def test_a_matrix_row_lends_unit_and_decimals_to_its_year_cells() -> None:
    years = matrix("y-1", revenue="收入")
    years["properties"]["revenue"]["x-unit"] = "万元"
    cell = form(years=years).fields["years/revenue/y-1"]
    assert (cell.unit, cell.decimals, cell.label) == ("万元", 2, "收入（2021年）")


@pytest.mark.parametrize(
    ("schema", "width"),
    [
        (TEXT, 6),
        ({**TEXT, "x-width": 4}, 4),
        ({"type": "string", "maxLength": 2000}, 12),
    ],
)
def test_the_width_of_a_field_in_twelfths(schema: Any, width: int) -> None:
    assert only_field(schema).width == width


def test_three_pairs_to_a_line_are_four_twelfths_each() -> None:
    assert only_field(TEXT, **{"x-layout": {"type": "grid", "columns": 3}}).width == 4


def test_a_computed_field_is_read_only() -> None:
    assert only_field({"type": "number", "x-compute": "1 + 1"}).readonly


def test_a_declared_read_only_field_is_read_only() -> None:
    assert only_field({**TEXT, "x-readonly": True}).readonly


def test_required_is_said_by_the_object_around_the_field() -> None:
    assert only_field(TEXT, required=["f"]).required
    assert not only_field(TEXT).required


def test_a_cell_has_the_template_of_its_column() -> None:
    found = form(people=PEOPLE)
    assert found.template("people/k3f9/name") == "people/*/name"
    assert found.template("nothing/at/all") == "nothing/at/all"


def test_a_template_stands_for_the_cells_of_all_rows() -> None:
    cells = {"people": ["k3", "a8"]}
    assert list(form(people=PEOPLE).expand("people/*/name", cells)) == ["people/k3/name", "people/a8/name"]


@pytest.mark.parametrize("garbage", [None, 5, "k3", {"a": 1}, [1, None]], ids=repr)
def test_garbage_where_row_ids_belong_counts_as_no_rows(garbage: Any) -> None:
    assert list(form(people=PEOPLE).expand("people/*/name", {"people": garbage})) == []

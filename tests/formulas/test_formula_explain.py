"""A condition shows its evidence: every leaf with its verdict and what was compared."""

from decimal import Decimal

from server.forms.formulas import Context, compile


def explained(names, cells, text):
    return compile(text, names).explain(Context(cells, edition=2022))


def test_each_leaf_has_a_verdict_and_both_sides(names, cells):
    text = 'AND(liabilities/assets*100 <= 70, COUNT(patents, type="发明专利") >= 2) 或 revenue[y] > 5'
    found = explained(names, cells, text)
    assert [(leaf.verdict, leaf.right) for leaf in found] == [(False, 70), (True, 2), (None, 5)]
    assert round(found[0].left, 2) == Decimal("79.79")
    assert found[2].left is None


def test_a_leaf_is_quoted_as_written_and_with_titles(names, cells):
    leaf = explained(names, cells, "(assets > 100) 且 listed")[0]
    assert (leaf.text, leaf.title) == ("assets > 100", "资产总额 > 100")
    assert leaf.reads == {"basics/assets"}


def test_a_condition_without_two_sides_shows_what_it_looked_at(names, cells):
    shown = {leaf.text: leaf.left for leaf in explained(names, cells, "AND(listed, BETWEEN(staff, 1, 9))")}
    assert shown == {"listed": False, "BETWEEN(staff, 1, 9)": 60}


def test_a_blank_and_a_list_can_be_compared_with(names, cells):
    found = explained(names, cells, 'AND(stock_code = 空, "新材料" in domains, registered < "2012-01-01")')
    assert [leaf.verdict for leaf in found] == [True, True, True]
    assert found[1].right == ["新材料", "新能源"]


def test_a_number_has_nothing_to_explain(names, cells):
    assert explained(names, cells, "assets + 1") == []


def test_the_row_is_known_when_explaining(names, cells):
    condition = compile("amount > 2", names, "patents")
    assert [leaf.left for leaf in condition.explain(Context(cells, "patents/a8/big"))] == [4]


def test_a_statistic_shows_which_rows_it_rests_on(names, cells):
    (leaf,) = explained(names, cells, "ANY(patents, amount > 2)")
    assert leaf.verdict is True
    assert leaf.rows == (("patents/k3", False), ("patents/a8", True), ("patents/z1", None))


def test_rows_are_shown_leaf_by_leaf(names, cells):
    text = 'COUNT(patents, type = "发明专利") >= 2 且 SUM(patents.amount, count > 1) > 1 且 assets > 1'
    rows = [[path for path, counts in leaf.rows if counts] for leaf in explained(names, cells, text)]
    assert rows == [["patents/k3", "patents/z1"], ["patents/k3"], []]


def test_rows_within_a_row_are_shown_with_its_id(names, cells):
    condition = compile("ALL(products, price > 4)", names, "team")
    (leaf,) = condition.explain(Context(cells, "team/t1/dear"))
    assert leaf.rows == (("team/t1/products/p1", False), ("team/t1/products/p2", True))


def test_of_rows_within_rows_the_outer_ones_are_shown(names, cells):
    (leaf,) = explained(names, cells, "ANY(team, ANY(products, price > 6))")
    assert leaf.rows == (("team/t1", False), ("team/t2", True))


def test_a_number_shows_its_rows_too(names, cells):
    counted = compile("COUNT(patents, amount > 2, count > 0)", names)
    assert counted.rows(Context(cells))[1] == ("patents/a8", True)
    assert compile("SUM(patents.amount)", names).rows(Context(cells)) == ()


def test_a_negation_shows_what_it_negates_and_a_search_what_it_looks_for(names, cells):
    found = explained(names, cells, '非 listed 且 CONTAINS(company_name, "精密")')
    assert [(leaf.verdict, leaf.left, leaf.right) for leaf in found] == [
        (True, False, None),
        (True, "苏州精密仪器有限公司", "精密"),
    ]

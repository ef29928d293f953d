"""Typical mistakes in the tables we ship, and exactly the findings they must give."""

from __future__ import annotations

import pytest

from server.forms import json, validate_answers
from tests.forms.tables import DEMO, real_form

MISTAKES = {
    "specialized": """
        required basics/postcode
        format basics/contact_mobile
        format basics/credit_code
        rd-staff-within-employees economics/rd_staff/y-1
        main-revenue-within-revenue economics/main_revenue/y-1
        products-within-revenue specialization/products
        standard-counted refinement/quality_items
        export-within-revenue distinctive/position/export_value/y-1
        brand-revenue-within-revenue distinctive/position/brand_revenue/y-1
        local-points distinctive/local_indicators
        evidence distinctive/local_indicators/1/proof
        rd-expense-within-revenue innovation/rd/rd_expense/y-1
        class-one-counted innovation/class_one_count
        evidence attachments/digital_proof
        evidence attachments/quality_proof
        evidence attachments/rd_organization_proof
        required declaration/truth
        required declaration/declared_on
    """,
    "little-giant-2021": """
        format basics/postcode
        required basics/email
        format basics/credit_code
        options-exclusive qualification/violations
        rd-intensity economics/rd_ratio/y-1
        provincial-rank specialization/provincial_rank
        ip-counted innovation/invention_count
        required field/four_basics_type
        evidence attachments/brand_proof
        evidence attachments/rd_organization_proof
        evidence attachments/ip_proof
        required declaration/truth
        required declaration/declared_on
    """,
    "guangdong-specialized": """
        format enterprise/credit_code
        in-guangdong enterprise/region
        required enterprise/contact
        main-revenue-within-revenue figures/main_revenue/y-1
        rd-floor figures/rd_ratio/y-1
        required conditions/priority_field_name
        required intent/apply_intent
    """,
    "guangdong-little-giant": """
        format enterprise/contact_mobile
        liabilities-within-assets figures/total_liabilities/y-1
        options-exclusive basic/violations
        required special/provincial_rank
        rd-staff-within-employees special/rd_staff
        required special/key_field
    """,
}
"""Rule and place of each mistake in `<name>.half.json`."""


@pytest.mark.parametrize("name", MISTAKES)
def test_the_typical_mistakes_are_found_and_nothing_else(name: str) -> None:
    answers = json.loads((DEMO / f"{name}.half.json").read_bytes())
    found = [f"{one.rule} {one.path}" for one in validate_answers(real_form(name), answers)]
    assert sorted(found) == sorted(line.strip() for line in MISTAKES[name].strip().splitlines())


@pytest.mark.parametrize("name", MISTAKES)
def test_a_draft_with_gaps_has_only_the_mistakes_in_what_is_filled_in(name: str) -> None:
    answers = json.loads((DEMO / f"{name}.half.json").read_bytes())
    rules = {one.rule for one in validate_answers(real_form(name), answers, complete=False)}
    assert rules and not rules & {"required", "evidence"}

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
    "jiangsu-pool": """
        format basics/postcode
        required basics/contact
        rd-staff-within-employees basics/rd_staff
        lead-within-revenue operating/indicators/lead_revenue/y-3
        growth-or-margin operating/revenue_growth
        options product/cluster
        required product/leader_names
        inventions-counted ip/invention_count
        utility-models-counted ip/utility_model_count
        evidence attachments/patent_proof
        required declaration/truth
        required declaration/declared_on
        patents-enough ip/patents
    """,
    "jiangsu-manufacturing": """
        pattern basics/region
        required basics/postcode
        format basics/credit_code
        options-parent basics/chains
        liabilities-within-assets basics/total_liabilities
        rd-staff-within-employees basics/rd_staff
        main-revenue-within-revenue operating/indicators/main_revenue/y-1
        rd-intensity operating/rd_intensity_average
        research-body innovation/rd_organization_level
        certificate-validity innovation/quality_certificates/0/valid_until
        niche-within-existence product/niche_years
        market-position product/domestic_rank
        other-class-valid titles/0/category
        evidence attachments/ip_quality_brand_proof
        evidence attachments/award_proof
        required attachments/other
        required declaration/truth
    """,
    "jiangsu-innovative": """
        format basics/email
        required basics/enterprise_type
        founded-recently basics/registered_on
        options-parent basics/chains
        investment-sum basics/operating/rd_and_upgrade/y-2
        rd-within-investment basics/operating/rd_expense/y-2
        product-sales-within-revenue product/sales/product_sales/y-1
        minItems product/four_new
        maximum funding/rounds/1/equity_share
        required funding/rounds/1/paid_in
        required profile/profile
        evidence attachments/rd_high_tech_proof
        evidence attachments/core_team_proof
        evidence attachments/other
        required attachments/other
        required declaration/declared_on
        founders-shares founding/founders
    """,
    "jiangsu-product-review": """
        recognition-year recognition/granted_year
        required recognition/progress
        product-kept recognition/granted_product
        format application/basics/contact_mobile
        product-sales-ratio application/product/sales/product_sales_ratio/y-1
        patents-or-technology application/product/proprietary_technology
        proof-validity proofs/other_proofs/0/valid_until
        required attachments/tax_certificate
    """,
    "jiangsu-manufacturing-review": """
        recognition-year recognition/granted_year
        oneOf recognition/original_category
        format basics/legal_representative_mobile
        type basics/listed
        required basics/profile
        scale operating/indicators/main_revenue/y-1
        required operating/indicators/tax_paid/y-1
        research-body innovation/rd_organization_level
        required attachments/audit_reports
    """,
    "jiangsu-innovative-review": """
        recognition-year recognition/granted_year
        required recognition/original_category
        format basics/credit_code
        minimum innovation/software_count
        niche-within-existence product/niche_years
        required product/domestic_rank
        required reasons/reasons
        minItems founding/founders
    """,
    "jiangsu-specialized": """
        in-pool gate/in_pool
        required gate/innovative_announced
        pattern basics/region
        format basics/email
        main-revenue-within-revenue economics/main_revenue/y-1
        position-national distinctive/market_position
        evidence distinctive/position_proof
        evidence distinctive/field_advantages/1/proof
        required declaration/truth
        required declaration/declared_on
        local-points distinctive/field_advantages
    """,
    "little-giant-2023": """
        required basics/postcode
        format basics/credit_code
        size-of-industry basics/size_class
        industry-within-division basics/industry
        main-revenue-within-revenue economics/main_revenue/y-1
        maximum financing/credit_satisfaction
        type innovation/rd_organizations/technology_centre/own
        required chain/chain_name
        provincial-specialized-valid others/honors
        required attachments/brand_proof
        ip-list-count innovation/ip_list
    """,
    "little-giant-2026": """
        format basics/contact_mobile
        required basics/email
        main-cost-within-cost economics/main_cost/y-2
        net-assets-balance economics/net_assets/y-1
        required economics/audit_codes/y-1
        required rating/evaluation_score
        minimum distinctive/domestic_rank
        own-ip-counted innovation/class_one_count
        required field/industry_kind
        provincial-specialized-valid others/honors
    """,
    "little-giant-review-2023": """
        format basics/postcode
        required recognition/original_batch
        still-valid recognition/valid
        updates-done recognition/updates_done
        changes-reported recognition/changes_reported
        rd-staff-within-employees economics/rd_staff/y-1
        required declaration/truth
    """,
    "little-giant-review-2025": """
        format basics/postcode
        oneOf recognition/original_batch
        revenue-admitted economics/revenue/y-1
        brand-revenue-within-revenue distinctive/position/brand_revenue/y-1
        required attachments/market_share_proof
        required declaration/declared_on
        products-within-revenue specialization/products
    """,
    "little-giant-update": """
        required basics/contact
        format basics/email
        liabilities-within-assets economics/total_liabilities/y-1
        debt-ratio-limit economics/debt_ratio/y-1
        evidence attachments/management_proof
        required declaration/truth
    """,
    "specialized-2026": """
        required basics/contact
        format basics/credit_code
        net-assets-balance economics/net_assets/y-2
        required rating/prior_title
        maximum rating/evaluation_score
        required attachments/audit_third_year
    """,
    "specialized-update": """
        required basics/contact
        format basics/email
        main-revenue-within-revenue economics/main_revenue/y-1
        required declaration/truth
    """,
    "innovative-update": """
        required basics/contact
        format basics/email
        rd-staff-within-employees operation/rd_staff/y-1
        required declaration/truth
    """,
    "enterprise-profile": """
        required basics/address
        format basics/contact_mobile
        industry-within-division basics/industry
        required size/total_assets
        size-of-industry size/size_class
    """,
    "major-change": """
        format basics/contact_mobile
        within-three-months change/changed_on
        required change/branch_stake
        required change/after
        still-meets effect/still_meets
        required attachments/overseas_proof
        required declaration/truth
    """,
    "digital-manufacturing": """
        table-of-industry basics/industry_division
        format basics/contact_mobile
        required operation/design
        required declaration/truth
    """,
    "digital-services": """
        format basics/credit_code
        industry-within-division basics/industry
        options basics/industry
        oneOf foundation/data
        required management/talent
    """,
    "digital-others": """
        format basics/credit_code
        table-of-industry basics/industry_division
        required effect/market
    """,
    "digital-2024": """
        format basics/contact_mobile
        options-exclusive foundation/network
        digital-within-total foundation/devices_digital
        online-rate-agrees foundation/device_online
        required foundation/data_security
        required scenes/finance
        revenue-per-head-agrees effect/revenue_per_head
        cost-rate-agrees effect/cost_rate
    """,
    "officer-precheck": """
        format basics/credit_code
        required items/innovation_way
        options-exclusive site/excluded
        required opinions/county_officer
        city-after-county opinions/city_on
        recommended-when-met opinions/recommended
    """,
    "officer-recommendation": """
        format basics/credit_code
        score-reached application/score
        required review/materials_note
        publicity-days review/publicity
        complete-when-recommended opinion/conclusion
        required opinion/reason
        signed-after-publicity opinion/signed_on
    """,
    "officer-expert-score": """
        format basics/expert_email
        no-conflict basics/conflict
        maximum scores/main/score
        required scores/growth/score
        required judgement/strengths
    """,
    "specialized-review": """
        required basics/contact
        format basics/credit_code
        rd-staff-within-employees economics/rd_staff/y-1
        three-years recognition/valid
        still-valid recognition/valid
        required recognition/updates_done
    """,
    "innovative-review": """
        required basics/contact
        format basics/credit_code
        main-revenue-within-revenue operation/main_revenue/y-1
        updates-done recognition/updates_done
        required recognition/changes_reported
        required recognition/changes_note
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

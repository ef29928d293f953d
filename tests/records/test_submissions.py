"""The life of a submission: drafted, submitted, withdrawn, reviewed; and its copy of record for good."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
import rfc8785

from server.forms import json
from server.records.definitions import Forms
from server.records.submissions import Incomplete, Refused, Submissions
from server.storage.interface import Missing, Put


def test_a_new_submission_is_a_draft_that_pins_its_form(office):
    draft = office.draft()
    assert (draft.status, draft.revision) == ("draft", 1)
    assert draft.header["form_hash"] == office.forms.current("toy").hash


def test_it_knows_what_the_enterprise_said_before(office):
    definition = json.loads((office.folder / "definitions/toy.json").read_bytes())
    definition["properties"]["class"]["properties"]["company_name"]["x-prefill"] = "company_name"
    (office.folder / "definitions/known.json").write_text(json.dumps(definition), "utf-8")
    assert office.draft(form="known").cells["class/company_name"] == "示例公司1"


def test_it_may_start_from_answers_and_is_computed_at_once(office, complete):
    assert office.draft(answers=complete).cells["class/total"] == 680


def test_a_save_is_kept_with_its_exact_digits(office):
    draft = office.draft()
    office.save(draft, {"class/fee": "19.99"})
    assert office.cells(draft)["class/fee"] == Decimal("19.99")


def test_an_invalid_draft_is_saved(office):
    draft = office.draft()
    reply = office.save(draft, {"class/starts_on": "下周"})
    assert reply.saved.findings["class/starts_on"]
    assert office.cells(draft)["class/starts_on"] == "下周"


def test_a_save_that_changes_nothing_makes_no_revision(office):
    draft = office.save(office.draft(), {"class/fee": "5"}).submission
    assert office.save(draft, {"class/fee": "5.0"}).submission.revision == draft.revision


def test_a_changed_definition_does_not_change_a_submission_that_pinned_the_old_one(office):
    draft = office.draft()
    path = office.folder / "definitions/toy.json"
    path.write_text(
        path.read_text("utf-8").replace("每人费用", "单价").replace('"maxItems": 20', '"maxItems": 5'),
        "utf-8",
    )
    restarted = Submissions(office.store, Forms(office.forms.library, office.store))
    loaded = restarted.load(draft.id)
    assert loaded.form.hash == draft.form.hash
    assert loaded.form.fields["class/fee"].title == "每人费用"


def test_a_kept_definition_that_no_longer_has_its_fingerprint_is_not_used(office):
    form = office.forms.current("toy")
    header = {"form": "toy", "title": "表"}
    office.store.commit(Put("definition", "0" * 64, header, body=dict(form.definition)))
    with pytest.raises(Missing):
        office.forms.pinned("0" * 64)


def test_an_incomplete_table_is_not_submitted_and_says_what_is_missing(office):
    with pytest.raises(Incomplete, match="还有 6 处需要修改") as caught:
        office.submissions.submit(office.draft().id, office.people["anna"])
    assert {finding.path for finding in caught.value.findings} >= {"class/fee", "people"}


def test_a_warning_does_not_keep_anybody_from_submitting(office, complete):
    complete["class"] |= {"level": "advanced", "fee": 1}
    draft = office.draft(answers=complete)
    assert [finding.severity for finding in office.submissions.check(draft)] == ["warning"]
    assert office.submissions.submit(draft.id, office.people["anna"]).status == "submitted"


def test_the_copy_of_record_holds_answers_form_and_fingerprint(office, submitted, complete):
    copy = office.submissions.copy_of_record(submitted())
    assert copy["answers"] == {**complete, "class": {**complete["class"], "total": 680}}
    assert copy["form_hash"] == office.forms.current("toy").hash
    assert copy["submitted_by"] == "anna"


def test_the_fingerprint_is_the_sha_256_of_the_canonical_json(office, complete):
    complete["class"]["fee"] = Decimal("680.50")
    draft = office.draft(answers=complete)
    copy = office.submissions.copy_of_record(office.submissions.submit(draft.id, office.people["anna"]))
    plain = {**complete, "class": {**complete["class"], "fee": 680.5, "total": 680.5}}
    assert copy["sha256"] == hashlib.sha256(rfc8785.dumps(plain)).hexdigest()


def test_hidden_answers_are_not_in_the_copy_of_record(office, complete):
    complete["class"]["room_note"] = "两间"
    draft = office.draft(answers=complete)
    copy = office.submissions.copy_of_record(office.submissions.submit(draft.id, office.people["anna"]))
    assert "room_note" not in copy["answers"]["class"]


def test_a_draft_has_no_copy_of_record(office):
    assert office.submissions.copy_of_record(office.draft()) is None


def test_what_was_submitted_cannot_be_changed(office, submitted):
    with pytest.raises(Refused, match="请先撤回"):
        office.save(submitted(), {"class/fee": "5"})


def test_nor_submitted_twice(office, submitted):
    with pytest.raises(Refused, match="无需重复提交"):
        office.submissions.submit(submitted().id, office.people["anna"])


def test_it_can_be_withdrawn_and_changed(office, submitted):
    draft = office.submissions.withdraw(submitted().id, office.people["anna"])
    assert draft.status == "draft"
    office.save(draft, {"class/fee": "700"})
    assert office.cells(draft)["class/total"] == 700


def test_submitting_again_adds_a_second_copy_and_leaves_the_first_alone(office, submitted):
    first = submitted()
    before = office.submissions.copy_of_record(first)
    office.submissions.withdraw(first.id, office.people["anna"])
    office.save(office.submissions.load(first.id), {"class/fee": "700"})
    second = office.submissions.submit(first.id, office.people["anna"])
    assert office.submissions.copy_of_record(second)["answers"]["class"]["fee"] == 700
    kept = office.store.find("copy", "submission", (first.id,))
    assert len(kept) == 2
    assert office.store.body("copy", before["id"])["answers"] == before["answers"]
    assert json.fingerprint(before["answers"]) == before["sha256"]


def test_it_is_withdrawn_until_review_begins(office, submitted):
    taken = office.submissions.begin_review(submitted().id, office.people["nanjing"])
    with pytest.raises(Refused, match="已开始审核，不能撤回"):
        office.submissions.withdraw(taken.id, office.people["anna"])


def test_a_draft_is_not_withdrawn(office):
    with pytest.raises(Refused, match="尚未提交"):
        office.submissions.withdraw(office.draft().id, office.people["anna"])


@pytest.mark.parametrize("status", ["draft", "reviewing"])
def test_only_what_was_submitted_is_taken_up_for_review(office, submitted, status):
    submission = office.draft() if status == "draft" else submitted()
    if status == "reviewing":
        office.submissions.begin_review(submission.id, office.people["nanjing"])
    with pytest.raises(Refused, match="尚未受理"):
        office.submissions.begin_review(submission.id, office.people["nanjing"])


def test_every_step_is_in_the_history_with_its_actor(office, submitted):
    submission = submitted()
    office.submissions.withdraw(submission.id, office.people["bert"])
    events = [(event["what"], event["actor"]) for event in office.store.history("submission", submission.id)]
    anna, bert = office.people["anna"].id, office.people["bert"].id
    assert events == [("create", anna), ("submit", anna), ("withdraw", bert)]


def test_an_unknown_submission_is_missing(office):
    with pytest.raises(Missing):
        office.submissions.load("nothing")


def test_a_broken_definition_hides_no_other_form(office):
    (office.folder / "definitions/broken.json").write_text('{"type": "object"', "utf-8")
    assert {"toy", "files"} <= {form.id for form in office.forms.published()}


def test_a_broken_definition_is_read_once_until_its_file_changes(office, caplog):
    (office.folder / "definitions/broken.json").write_text('{"type": "object"', "utf-8")
    for _ in range(3):
        office.forms.published()
    assert caplog.text.count("form broken is not offered") == 1


def test_a_form_is_compiled_again_when_its_file_changed(office):
    before = office.forms.current("toy")
    assert office.forms.current("toy") is before
    path = office.folder / "definitions/toy.json"
    path.write_text(path.read_text("utf-8").replace("每人费用", "单价"), "utf-8")
    assert office.forms.current("toy").fields["class/fee"].title == "单价"


@pytest.mark.parametrize("form_id", ["nothing", "../toy", ""])
def test_an_unknown_form_is_missing(office, form_id):
    with pytest.raises(Missing):
        office.forms.current(form_id)


@pytest.fixture
def ranged(office):
    """A table with a range of dates, filled in."""
    definition = json.loads((office.folder / "definitions/toy.json").read_bytes())
    days = {part: {"type": "string", "format": "date"} for part in ("from", "to")}
    held = {"title": "举办日期", "type": "object", "x-kind": "date_range", "properties": days}
    definition["properties"]["class"]["properties"]["held"] = held
    (office.folder / "definitions/ranged.json").write_text(json.dumps(definition), "utf-8")
    draft = office.draft(form="ranged")
    office.save(draft, {"class/held": ["2024-05-01", "2024-05-31"]})
    return draft


def test_half_of_a_range_can_be_taken_back(office, ranged):
    office.save(office.submissions.load(ranged.id), {"class/held": ["2024-05-01", ""]})
    assert office.cells(ranged)["class/held"] == {"from": "2024-05-01"}


def test_two_who_change_one_range_meet_in_a_conflict_however_they_send_it(office, ranged):
    june = {"from": "2024-06-01", "to": "2024-06-30"}
    reply = office.save(ranged, {"class/held": june}, who="bert")
    assert [clash.path for clash in reply.clashes] == ["class/held"]

"""Two people on one table: changes of different cells merge, a change of the same cell is asked about."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from server.records.submissions import Refused


def test_changes_of_different_cells_merge(office):
    draft = office.draft()
    office.save(draft, {"class/company_name": "甲"}, who="anna")
    reply = office.save(draft, {"class/fee": "5"}, who="bert")
    assert reply.clashes == []
    assert office.cells(draft)["class/company_name"] == "甲"
    assert office.cells(draft)["class/fee"] == 5


def test_two_values_for_one_cell_clash_and_the_first_stays(office):
    draft = office.draft()
    office.save(draft, {"class/fee": "5"}, who="anna")
    (clash,) = office.save(draft, {"class/fee": "6"}, who="bert").clashes
    assert (clash.path, clash.mine, clash.theirs, clash.by) == ("class/fee", "6", 5, "anna")
    assert office.cells(draft)["class/fee"] == 5


def test_who_has_seen_the_other_value_may_overwrite_it(office):
    draft = office.draft()
    seen = office.save(draft, {"class/fee": "5"}, who="anna").submission
    assert office.save(seen, {"class/fee": "6"}, who="bert").clashes == []
    assert office.cells(draft)["class/fee"] == 6


def test_both_typing_the_same_is_no_clash(office):
    draft = office.draft()
    office.save(draft, {"class/fee": "5"}, who="anna")
    assert office.save(draft, {"class/fee": "５"}, who="bert").clashes == []


def test_emptying_a_cell_somebody_changed_clashes(office):
    draft = office.draft()
    office.save(draft, {"class/fee": "5"}, who="anna")
    (clash,) = office.save(draft, {"class/fee": ""}, who="bert").clashes
    assert clash.theirs == 5


def test_a_clash_does_not_hold_up_the_other_changes_of_the_patch(office):
    draft = office.draft()
    office.save(draft, {"class/fee": "5"}, who="anna")
    office.save(draft, {"class/fee": "6", "class/company_name": "乙"}, who="bert")
    assert office.cells(draft)["class/company_name"] == "乙"


def test_a_computed_cell_never_clashes(office, complete):
    draft = office.draft(answers=complete)
    office.save(draft, {"class/fee": "5"}, who="anna")
    assert office.save(draft, {"people": {"add": ["b"]}}, who="bert").clashes == []
    assert office.cells(draft)["class/total"] == 10


def test_rows_added_by_two_people_are_both_kept(office):
    draft = office.draft()
    office.save(draft, {"people": {"add": ["a"]}, "people/a/name": "甲"}, who="anna")
    reply = office.save(draft, {"people": {"add": ["b"]}, "people/b/name": "乙"}, who="bert")
    assert reply.clashes == []
    assert office.cells(draft)["people"] == ["a", "b"]


def test_a_row_removed_by_one_stays_removed_when_another_adds_one(office):
    draft = office.save(office.draft(), {"people": {"add": ["a", "b"]}}).submission
    office.save(draft, {"people": {"remove": ["a"]}}, who="anna")
    office.save(draft, {"people": {"add": ["c"]}}, who="bert")
    assert office.cells(draft)["people"] == ["b", "c"]


def test_typing_in_a_row_that_somebody_removed_is_a_clash(office):
    draft = office.save(office.draft(), {"people": {"add": ["a"]}}).submission
    office.save(draft, {"people": {"remove": ["a"]}}, who="anna")
    (clash,) = office.save(draft, {"people/a/name": "甲"}, who="bert").clashes
    assert (clash.removed_row, clash.by, clash.mine) == ("people/a", "anna", "甲")
    assert "people/a/name" not in office.cells(draft)


def test_a_removed_row_may_be_brought_back_with_what_was_typed(office):
    draft = office.save(office.draft(), {"people": {"add": ["a"]}}).submission
    seen = office.save(draft, {"people": {"remove": ["a"]}}, who="anna").submission
    office.save(seen, {"people": {"add": ["a"]}, "people/a/name": "甲"}, who="bert")
    assert office.cells(draft)["people/a/name"] == "甲"


def test_typing_in_a_row_of_the_same_patch_that_removes_it_is_not_kept(office):
    draft = office.save(office.draft(), {"people": {"add": ["a"]}}).submission
    office.save(draft, {"people": {"remove": ["a"]}, "people/a/name": "甲"})
    assert "people/a/name" not in office.cells(draft)


def test_the_same_operation_again_changes_nothing(office):
    draft = office.draft()
    first = office.save(draft, {"class/fee": "5"}, operation="once")
    again = office.save(draft, {"class/fee": "5"}, operation="once")
    assert (
        first.submission.revision == again.submission.revision == office.submissions.load(draft.id).revision
    )


def test_a_repeated_row_does_not_come_back_after_somebody_removed_it(office):
    draft = office.draft()
    added = office.save(draft, {"people": {"add": ["a"]}}, operation="once").submission
    office.save(added, {"people": {"remove": ["a"]}}, who="bert")
    reply = office.save(draft, {"people": {"add": ["a"]}}, operation="once")
    assert "people" not in office.cells(draft)
    assert "people" not in reply.saved.cells


def test_a_page_learns_what_it_missed(office):
    draft = office.draft()
    office.save(draft, {"class/fee": "5"}, who="anna")
    reply = office.submissions.since(draft.id, draft.revision)
    revision, by, _at = reply.submission.touched["class/fee"]
    assert (revision, by) == (draft.revision + 1, "anna")


def test_forty_saves_of_two_people_at_once_are_all_kept(office):
    draft = office.save(office.draft(), {"people": {"add": [f"r{n}" for n in range(40)]}}).submission

    def save(number):
        who = "anna" if number % 2 else "bert"
        for _ in range(20):
            try:
                return office.save(draft, {f"people/r{number}/name": f"学员{number}"}, who=who)
            except Refused:  # too many at once; a page tries again
                continue
        raise AssertionError("never saved")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(save, range(40)))
    assert all(office.cells(draft)[f"people/r{number}/name"] == f"学员{number}" for number in range(40))


def test_two_people_changing_one_cell_at_once_lose_nothing_unasked(office):
    draft = office.draft()
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(office.save, draft, {"class/fee": fee}, who)
            for fee, who in (("5", "anna"), ("6", "bert"))
        ]
    clashes = [job.result().clashes for job in jobs]
    assert sorted(map(len, clashes)) == [0, 1]


@pytest.mark.parametrize("changes", [{f"people/r{n}/name": "x" for n in range(3001)}])
def test_a_patch_of_thousands_of_changes_is_refused(office, changes):
    with pytest.raises(Refused, match="一次最多保存 3000 处"):
        office.save(office.draft(), changes)

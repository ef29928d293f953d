"""Each table that ships goes the whole way: its page, its sample cell by cell through the API, submission."""

from __future__ import annotations

from typing import Any

import pytest

from server.forms import Form, disassemble
from tests.forms.tables import REAL_FORMS, complete_answers, real_form


def typed(form: Form) -> tuple[dict[str, Any], dict[str, Any]]:
    """The cells of the complete sample that people type, row lists first; and the slots that hold files."""
    cells = disassemble(form, complete_answers(form_name(form)))
    rows = {path: value for path, value in cells.items() if path in form.rows}
    fields = {path: form.field_at(path) for path in cells if path not in rows}
    files = {path: cells[path] for path, field in fields.items() if field and field.kind.uploaded}
    answers = {path: cells[path] for path, field in fields.items() if path not in files}
    return rows | answers, files


def form_name(form: Form) -> str:
    """The short name of a form we ship."""
    return next(name for name, form_id in REAL_FORMS.items() if form_id == form.id)


@pytest.mark.parametrize("name", REAL_FORMS)
def test_a_sample_is_saved_cell_by_cell_and_handed_in(signed_in, name):
    client, form = signed_in("qiye3"), real_form(name)
    submission = client.post("/api/submissions", json={"form": form.id}).json
    address = f"/api/submissions/{submission['id']}"
    cells, slots = typed(form)
    for place, (path, value) in enumerate(cells.items()):
        change = {"base_revision": submission["revision"], "operation": f"o{place}", "changes": {path: value}}
        reply = client.patch(address, json=change)
        assert reply.status_code == 200, path
    for path, files in slots.items():
        for _ in files:
            sent = client.post(f"{address}/files?path={path}&name=证明.pdf", data=b"%PDF-1.7 test")
            assert sent.status_code == 200, path
    assert client.get(f"/submissions/{submission['id']}").status_code == 200
    assert client.post(f"{address}/submit", json={}).status_code == 200

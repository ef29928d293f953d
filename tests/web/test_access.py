"""Who may come in, and where signing in leads."""

from __future__ import annotations

import pytest

from server import demo


def sign_in(client, **fields):
    """The sign-in form, posted as a browser does."""
    token = client.get("/api/session").json["csrf"]
    return client.post("/sign-in", data={"csrf_token": token, **fields})


@pytest.fixture
def password(app):
    """The demo password of one enterprise."""
    return {entry["login"]: entry["password"] for entry in demo.FACTS["accounts"]}["qiye3"]


@pytest.mark.parametrize("target", ["//example.com", "https://example.com/", "/\\example.com", "submissions"])
def test_signing_in_never_leads_to_another_site(app, password, target):
    answer = sign_in(app.test_client(), login="qiye3", password=password, next=target)
    assert (answer.status_code, answer.location) == (303, "/")


def test_signing_in_leads_back_to_where_one_came_from(app, password):
    answer = sign_in(app.test_client(), login="qiye3", password=password, next="/submissions/1?saved=1")
    assert answer.location == "/submissions/1?saved=1"


def test_ending_all_sessions_signs_out_everywhere(services, signed_in):
    first, second = signed_in("qiye3"), signed_in("qiye3")
    services.accounts.end_sessions(services.accounts.get(first.get("/api/session").json["account"]))
    assert [client.get("/api/session").json["account"] for client in (first, second)] == [None, None]

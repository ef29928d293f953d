"""Who is signed in stays signed in while the keys change, whichever machine answers."""

from __future__ import annotations

import pytest

from server.records.keys import READ_EVERY
from server.web.app import create_app
from server.web.services import services as services_of
from tests.records.test_keys import aged
from tests.web.conftest import Client


@pytest.fixture
def machines(app):
    """Two applications on one store."""
    with app.app_context():
        ours = services_of()
    other = create_app(ours.settings, ours)
    other.test_client_class = Client
    return [app, other], ours.store


def look_again(app) -> None:
    """As if this machine had had no request for long."""
    app.session_interface._keys._read_at -= READ_EVERY + 1


def test_an_idle_machine_takes_the_session_that_another_signed_with_a_new_key(machines):
    (idle, busy), store = machines
    aged(store, days=31)
    look_again(busy)
    busy.test_client().get("/sign-in")  # makes the new key
    aged(store, hours=2)
    look_again(busy)
    client = busy.test_client()
    client.sign_in("qiye1")
    cookie = client.get_cookie("tianbiao").value
    look_again(idle)
    there = idle.test_client()
    there.set_cookie("tianbiao", cookie)
    assert there.get("/api/session").json["account"]


def test_a_session_and_a_page_outlive_the_change_of_keys(machines):
    (one, _), store = machines
    client = one.test_client()
    client.sign_in("qiye1")
    aged(store, days=31)
    look_again(one)
    assert client.get("/api/session").json["account"]
    aged(store, hours=2)
    look_again(one)
    assert client.delete("/api/session").status_code == 204

"""A real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from server import demo
from tests.browser.client_steps import open_fresh
from tests.serving import LITTLE_GIANT, ROOT, RunningServer

PASSWORDS = {entry["login"]: entry["password"] for entry in demo.FACTS["accounts"]}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run. Chinese comes from the print fonts: a bare machine has no others."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine (script/test installs Debian's)")
    fonts = os.environ.get("TIANBIAO_FONTS", str(ROOT / ".cache" / "fonts"))
    environment = {**os.environ, "FONTCONFIG_FILE": f"{fonts}/fonts.conf"}
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=QUIET, env=environment)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one's own: no cookies, no journal. A script error fails the test."""
    fresh = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", accept_downloads=True
    )
    fresh.set_default_timeout(15_000)
    errors: list[str] = []
    fresh.on("weberror", lambda error: errors.append(str(error.error)))
    yield fresh
    fresh.close()
    assert errors == []


@pytest.fixture
def page(sign_in: Callable[..., Page], demo_server: RunningServer) -> Page:
    """A fresh 小巨人 table, open in the browser."""
    page = sign_in(demo_server, "qiye3")
    open_fresh(page, demo_server, LITTLE_GIANT)
    return page


@pytest.fixture
def sign_in(context: BrowserContext) -> Callable[..., Page]:
    """Sign in as somebody of the demo data; gives the page."""

    def opened(server: RunningServer, login: str, page: Page | None = None) -> Page:
        page = page or context.new_page()
        page.goto(server.url + "/sign-in")
        page.fill("#login", login)
        page.fill("#password", PASSWORDS[login])
        page.click("button.primary")
        page.wait_for_url(server.url + "/")
        return page

    return opened

"""Chromium for tests of pages, and a watch on everything that a page should not do."""

import shutil
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
browser_only = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium executable on PATH")


def watched(browser: Any, url: str, **options: Any) -> tuple[Any, list[str]]:
    """Open a page and note everything that it should not do."""
    page = browser.new_page(**options)
    seen: list[str] = []
    page.on("dialog", lambda dialog: seen.append(f"dialog {dialog.dismiss()}"))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda message: seen.append(message.text))
    page.on("request", lambda request: None if is_own(request) else seen.append(request.url))
    page.goto(url)
    return page, seen


def is_own(request: Any) -> bool:
    """Whether a request is for the page itself, or for what lies in it."""
    return bool(request.is_navigation_request()) or str(request.url).startswith(("data:", "blob:"))

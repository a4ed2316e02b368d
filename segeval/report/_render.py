"""Templates of the pages: all is escaped but the style and the script, which are files of this package."""

import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from segeval._pages import environment, policy
from segeval.report._words import number, quantity
from segeval.report.aggregate import title_of


def render(
    template: str,
    *,
    scripts: tuple[str, ...] = ("page.js",),
    styles: tuple[str, ...] = ("page.css",),
    rules: str = "",
    **values: object,
) -> str:
    """Return a page; ``rules`` are styles that it adds to those of its files."""
    style = "".join(_text(name) for name in styles) + rules
    code = "".join(map(_text, scripts))
    # The only two texts that are not escaped.
    given = {"style": Markup(style), "script": Markup(code), "policy": policy(style, code)}
    return _environment().get_template(template).render(given | values)


@cache
def _environment() -> Environment:
    made = environment("segeval.report", lstrip_blocks=True, keep_trailing_newline=True)
    made.filters.update(number=number, quantity=quantity, title_of=title_of)
    return made


@cache
def _text(name: str) -> str:
    """Return a file of the package without indentation and comments, a style also without needless blanks."""
    text = (files("segeval.report") / "templates" / name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    short = "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"
    return (
        re.sub(r" ?([{};,]) ?|(?<=[a-z]): ", lambda found: found[1] or ":", short) if name.endswith(".css") else short
    )

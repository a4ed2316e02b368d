"""Pages and pictures that need no other file: their templates, and a policy that allows what is in them, no more."""

import hashlib
from base64 import b64encode

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment(package: str, *, lstrip_blocks: bool = False, keep_trailing_newline: bool = False) -> Environment:
    """Return the templates of a package; values are escaped, and a name that nobody gave is an error."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=lstrip_blocks,
        keep_trailing_newline=keep_trailing_newline,
    )


def policy(style: str, script: str = "", *, images: bool = True) -> str:
    """Return the content security policy of a page with this style and script, and images that lie in it."""
    allowed = {"script-src": _hash(script) if script else "", "style-src": _hash(style), "img-src": "data:" * images}
    # The default does not cover from where relative links lead, nor where forms are sent.
    never = [f"{kind} 'none'" for kind in ("default-src", "base-uri", "form-action")]
    return "; ".join([*never, *(f"{kind} {what}" for kind, what in allowed.items() if what)])


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

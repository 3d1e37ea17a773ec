"""Rich text that people type (notes, the acta's prose): what the editor makes and nothing else."""

import re

import nh3

from regulation.refusal import Refused

#: What Trix writes without attachments; the acta's PDF has a style for each of these.
_TAGS = {"div", "p", "br", "h1", "strong", "b", "em", "i", "del", "a", "ul", "ol", "li", "blockquote", "pre"}
#: Removed with all they contain: their text was never meant to be read.
_WITH_CONTENT = {"script", "style", "title", "textarea", "noscript", "iframe", "svg", "math", "figure"}
_SCHEMES = {"http", "https", "mailto"}

#: One section of an acta is a few pages; more than this is a pasted book.
MAX_LENGTH = 60_000

_cleaner = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_WITH_CONTENT,
    attributes={"a": {"href"}},
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer",
)
_BLANK = re.compile(r"(?:\s|&nbsp;|\u00a0|\u200b|\ufeff|<br\s*/?>|</?(?:div|p)>)*")


def sanitise(html: str) -> str:
    """The same text with only the allowed marks: stable (cleaning twice changes nothing), "" when nothing can be read.

    Scripts, styles, images and attachments are dropped; unknown tags lose the tag and keep their text. Refused
    (text_too_long) beyond MAX_LENGTH characters.
    """
    if len(html) > MAX_LENGTH:
        raise Refused.because("text_too_long", facts={"length": len(html), "limit": MAX_LENGTH})
    # NUL and the like: PostgreSQL stores no NUL, and a PDF shows none of them.
    readable = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", html)
    clean = _cleaner.clean(readable).strip()
    return "" if _BLANK.fullmatch(clean) else clean

"""What people type."""

from regulation.refusal import Refused


def within(text: str, limit: int) -> str:
    """The text without spaces around it. Refused: text_too_long. What a person typed is kept whole or not at all."""
    text = text.strip()
    if len(text) > limit:
        raise Refused.because("text_too_long", facts={"length": len(text), "limit": limit})
    return text

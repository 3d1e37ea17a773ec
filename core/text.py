"""Text from a form."""

from regulation.refusal import Refused


def within(text: str, limit: int) -> str:
    """The text without spaces around it. Refused: text_too_long. Nothing is cut."""
    text = text.strip()
    if len(text) > limit:
        raise Refused.because("text_too_long", facts={"length": len(text), "limit": limit})
    return text

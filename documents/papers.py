"""What the office issues, each kind with its own yearly number: the papers of every room (`Room.papers`)."""

from core.rooms import each


def labels() -> dict[str, str]:
    """Kind → its name. The kind is also the name of its template in `templates/pdf/`."""
    return {kind: str(label) for papers in each("papers") for kind, label in papers.choices}


def label_of(kind: str) -> str:
    """The name of a kind; a KeyError for one that no room has."""
    return labels()[kind]

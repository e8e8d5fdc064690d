"""Shopify's search language: a value is put into quotes, and its own quotes behind strokes."""


def exactly(field: str, value: str) -> str:
    """A field with exactly this value."""
    return f"{field}:{quoted(value)}"


def quoted(value: str) -> str:
    """A value as one phrase."""
    cleaned = "".join(letter for letter in value if letter.isprintable())
    return '"' + cleaned.replace("\\", "\\\\").replace('"', '\\"') + '"'

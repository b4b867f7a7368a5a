"""How a person's name is shortened."""

MOST = 2


def initials_of(name: str) -> str:
    """Return the first letters of the first and the last word, in capitals."""
    words = name.split()
    chosen = words if len(words) <= MOST else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper() or "?"

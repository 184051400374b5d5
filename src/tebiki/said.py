"""What a caller says in plain arguments, turned into known words: True is yes, False is no, None is not yet known."""

from functools import cache

from tebiki.words import Known, UnknownWord, vocabulary


@cache
def _bits() -> dict[str, int]:
    return {name: word.bit for name, word in vocabulary().by_name.items()}


def known(**said: bool | None) -> Known:
    """Known words by name. Raises UnknownWord for a word that words.toml does not have."""
    bits, yes, no = _bits(), 0, 0
    for name, value in said.items():
        if name not in bits:
            raise UnknownWord(f"{name!r} is not a word of words.toml")
        if value is True:
            yes |= bits[name]
        elif value is False:
            no |= bits[name]
    return Known(yes, no)


def one_of(options: dict[str, str], value: str | None) -> dict[str, bool | None]:
    """One choice among words that exclude each other: the chosen word is yes, the others no; None leaves all open.

    `options` maps the caller's values to words. Raises ValueError for a value that is none of them.
    """
    if value is not None and value not in options:
        raise ValueError(f"{value!r} is not one of: {', '.join(options)}")
    return {word: None if value is None else option == value for option, word in options.items()}

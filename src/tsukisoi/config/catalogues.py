"""The sentences of all rooms in one catalogue a language, so that a sentence is looked up once and not in each room's.

The framework means to put catalogues of the same plural together, but compares a function with the code of one, which
is never the same: every sentence of every page was looked for in some thirty catalogues, one after the other.
"""

from typing import Any

from django.utils.translation import trans_real


class Together(trans_real.TranslationCatalog):
    """Catalogues of one language; those that count alike are one, in which what comes later holds."""

    def update(self, trans: Any) -> None:
        """Add what one room says."""
        if trans.plural.__code__ == self._plurals[0].__code__:  # type: ignore[attr-defined]
            self._catalogs[0].update(trans._catalog)
        else:
            super().update(trans)


def put_together() -> None:
    """From now on. To be said before the first sentence is looked up."""
    trans_real.TranslationCatalog = Together  # type: ignore[misc]

"""Forms whose every text is screened, whatever their own clean() does."""

from typing import Any

from django import forms
from django.http import QueryDict

from tsukisoi.guard import numbers
from tsukisoi.guard.allowance import is_excused
from tsukisoi.guard.refusal import LONGEST, redact, refuse
from tsukisoi.guard.validators import model_validator


class GuardedMixin(forms.BaseForm):
    """Screens every cleaned text before the form's own clean(), and never shows a refused value again.

    `look_alike_field` names the one field that may hold a look-alike when its reason is sent with it.
    """

    look_alike_field: str | None = None
    screened_later: str | None = None
    """The one field whose reader screens it cell by cell. It comes back to the screen masked, whatever happens."""

    def _clean_form(self) -> None:
        for name, value in list(self.cleaned_data.items()):
            self._screen(name, value)
        super()._clean_form()  # type: ignore[misc]

    def _screen(self, name: str, value: object) -> None:
        refusal = next((found for text in _texts(value) if (found := refuse(text))), None)
        if refusal is None or self._is_excused(name, value):
            return
        if name == self.screened_later:
            self._forget(name)
            return
        self.add_error(name, forms.ValidationError(refusal, code="guarded"))
        self._forget(name)

    def _is_excused(self, name: str, value: object) -> bool:
        sent = {key.removeprefix(f"{self.prefix}-"): self.data[key] for key in self.data}
        return name == self.look_alike_field and is_excused(name, sent)

    def _forget(self, name: str) -> None:
        """What is sent back to the screen keeps the person's text and masks the digits."""
        key = self.add_prefix(name)
        sent: Any = self.data
        data = sent.copy()
        if isinstance(data, QueryDict):
            data.setlist(key, [_shown(str(text)) for text in data.getlist(key)])
        else:
            data[key] = _shown(str(data.get(key, "")))
        self.data = data


class GuardedForm(GuardedMixin, forms.Form):
    """A form that takes no individual number and no PIN in any field."""


class GuardedModelForm(GuardedMixin, forms.ModelForm):  # type: ignore[type-arg]
    """A model form that takes no individual number and no PIN in any field."""


class GuardedCharField(forms.CharField):
    """One guarded text field, for a form that cannot be a GuardedForm."""

    default_validators = [model_validator]


def _shown(text: str) -> str:
    """What may come back to the screen; of more than can be looked at, nothing."""
    return redact(text) if len(text) <= LONGEST else ""


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple | set | frozenset):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [str(value).zfill(numbers.LENGTH)] if numbers.in_number(value) else []
    name = getattr(value, "name", None)
    return [name] if isinstance(name, str) and hasattr(value, "chunks") else []

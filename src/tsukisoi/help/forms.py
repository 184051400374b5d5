"""What a reader looks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm


class Search(GuardedForm):
    """A word, or a part of one."""

    word = forms.CharField(label=_("ことばをさがす"), max_length=40, required=False)

    @property
    def sought(self) -> str:
        """What is looked for; nothing where it was refused."""
        self.is_valid()
        return str(self.cleaned_data.get("word", ""))

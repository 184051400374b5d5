"""What is written about a calendar's address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm


class FeedForm(GuardedForm):
    """A new address."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    label = forms.CharField(label=_("どこで使いますか"), max_length=40, help_text=_("例：事務所のパソコンのカレンダー"))

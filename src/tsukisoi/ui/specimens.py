"""The form that the gallery shows. Invented words only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.ui.fields import DayField


class Specimen(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=_("氏名"), max_length=40, help_text=_("書類のとおりの字で入れます。"))
    born = DayField(label=_("生年月日"))
    room = forms.CharField(label=_("部屋"), required=False)
    unit = forms.ChoiceField(label=_("ユニット"), choices=[("1", _("1階")), ("2", _("2階"))])
    note = forms.CharField(label=_("覚え書き"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    roster = forms.FileField(label=_("名簿のファイル"), required=False, help_text=_("Excel か CSV。"))
    has_card = forms.ChoiceField(
        label=_("カードを持っていますか"),
        widget=forms.RadioSelect,
        choices=[("yes", _("持っている")), ("no", _("持っていない")), ("unknown", _("わからない"))],
    )
    reading = forms.BooleanField(label=_("読みは本人に確かめた"), required=False)


class Question(forms.Form):
    """A question that a resident reads."""

    will = forms.ChoiceField(
        label=_("マイナンバーカードを 作りたいですか。"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("{作|つく}りたい")),
            ("no", _("{作|つく}りたくない")),
            ("undecided", _("まだ {決|き}められない")),
            ("unknown", _("わからない")),
        ],
    )

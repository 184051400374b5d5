"""A masked copy, and a face to know a person by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.custody.models import Capacity
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.ui.fields import DayField


class UploadForm(GuardedForm):
    """A photograph, before anything is masked."""

    file = forms.FileField(
        label=_("写真・写しのファイル"), widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_("JPEG・PNG・HEIC。黒くぬる前のものは、どこにも残りません。"),
    )  # fmt: skip


class MaskForm(GuardedForm):
    """What is blackened by hand, in hundredths of the picture: for the keyboard."""

    left = forms.IntegerField(label=_("左"), min_value=0, max_value=100, required=False)
    top = forms.IntegerField(label=_("上"), min_value=0, max_value=100, required=False)
    right = forms.IntegerField(label=_("右"), min_value=0, max_value=100, required=False)
    bottom = forms.IntegerField(label=_("下"), min_value=0, max_value=100, required=False)

    @property
    def corners(self) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Two corners in hundredths, where all four were given."""
        four = [self.cleaned_data.get(name) for name in ("left", "top", "right", "bottom")]
        whole = [one for one in four if one is not None]
        return ((whole[0], whole[1]), (whole[2], whole[3])) if len(whole) == 4 else None


class CopyForm(GuardedForm):
    """The confirmation under a masked copy, and the day on which it goes."""

    seen = forms.BooleanField(
        label=_("この絵のとおりでよく、番号（12けた）も暗証番号も見えない"),
        error_messages={"required": _("絵を見て、番号が見えないことを確かめてください。")},
    )  # fmt: skip
    delete_on = DayField(label=_("消す日"))


class FaceForm(CopyForm):
    """A face as well needs consent."""

    consent_by = forms.ChoiceField(
        label=_("同意した人"),
        choices=[(Capacity.SELF.value, Capacity.SELF.label), (Capacity.LEGAL.value, Capacity.LEGAL.label)],
        widget=forms.RadioSelect,
    )  # fmt: skip
    consent_on = DayField(label=_("同意の日"))

"""Forms of this room. Labels say what to write; nothing is explained inside a field."""

import unicodedata
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.staff.models import Custody, OrganisationKind, Role, Worker
from tsukisoi.ui.fields import DayField

PASSWORD_HINT = _("8文字から。ことばを三つつなげると、覚えやすく、当てられにくくなります。")
USERNAME_HINT = _("入るときに打つ短い名前です。例：nakamura。大文字と小文字、全角と半角は区別しません。")
NOT_IN_USERNAMES = frozenset(" 　/\\@:<>\"'")


def folded_username(text: str) -> str:
    """A user name as it is kept: NFKC, small letters, no spaces around; so that look-alikes are one name."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


class UsernameField(forms.CharField):
    """A user name, folded; letters of any script without spaces and signs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("ユーザー名"), help_text=USERNAME_HINT, min_length=2, max_length=60, **options)
        self.widget.attrs["autocomplete"] = "off"
        self.widget.attrs["autocapitalize"] = "none"

    def clean(self, value: Any) -> str:
        """Raises ValidationError for a name with spaces or signs."""
        name = folded_username(super().clean(value))
        if NOT_IN_USERNAMES & set(name):
            raise forms.ValidationError(_("ユーザー名には、空白や / @ : などの記号を使わないでください。"))
        return name


def free_username(name: str, but: object = None) -> str:
    """The name, if nobody else has it. Raises ValidationError."""
    if Worker.objects.filter(username=name).exclude(pk=but).exists():
        raise forms.ValidationError(
            _("「%(name)s」はもう使われています。ほかの名前にしてください。"), params={"name": name}
        )
    return name


def _password_field(label: Any, hint: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, help_text=hint, strip=False, widget=widget)


class OrganisationStep(GuardedForm):
    """① Who uses the program."""

    name = forms.CharField(
        label=_("組織の名前"), max_length=120, help_text=_("紙に印刷される名前です。例：特別養護老人ホーム つばき苑")
    )
    kind = forms.ChoiceField(label=_("種類"), choices=OrganisationKind.choices, widget=forms.RadioSelect)


class MunicipalityStep(GuardedForm):
    """② Where."""

    municipality = forms.CharField(
        label=_("所在地の市区町村"), max_length=60, help_text=_("例：みどり野町。ここが最初の問い合わせ先になります。")
    )


class AdministratorStep(GuardedForm):
    """③ Who looks after the program. The password leaves this form only hashed."""

    head = forms.CharField(label=_("氏名"), max_length=60)
    username = UsernameField()
    password = _password_field(_("パスワード"), PASSWORD_HINT)
    again = _password_field(_("パスワード（もう一度）"))

    def clean(self) -> dict[str, Any]:
        """The two passwords are the same, and good enough."""
        cleaned = super().clean() or self.cleaned_data
        password, again = cleaned.pop("password", None), cleaned.pop("again", None)
        if password and again and password != again:
            self.add_error("again", gettext("二つのパスワードがちがいます。"))
        elif password and again:
            self._judge(password, cleaned)
        return cleaned

    def _judge(self, password: str, cleaned: dict[str, Any]) -> None:
        try:
            validate_password(password, Worker(username=cleaned.get("username", ""), name=cleaned.get("head", "")))
        except forms.ValidationError as error:
            self.add_error("password", error)
        else:
            cleaned["password"] = make_password(password)


class CustodyStep(GuardedForm):
    """④ Does the house hold cards?"""

    custody = forms.ChoiceField(
        label=_("預かりの方針"), choices=Custody.choices, widget=forms.RadioSelect,
        help_text=_("あとから「組織の設定」で変えられます。"),
    )  # fmt: skip


class WorkerForm(GuardedForm):
    """Somebody new."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("氏名"), max_length=60)
    username = UsernameField()
    role = forms.ChoiceField(
        label=_("役割"), widget=forms.RadioSelect, help_text=_("何ができるかは、役割の表にあります。")
    )

    def __init__(self, *args: Any, roles: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = list(roles.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The user name belongs to nobody else (the same form sent twice is the same person)."""
        cleaned = super().clean() or self.cleaned_data
        if name := cleaned.get("username"):
            try:
                free_username(name, but=cleaned.get("id"))
            except forms.ValidationError as error:
                self.add_error("username", error)
        return cleaned


class RoleForm(GuardedForm):
    """Another role."""

    role = forms.ChoiceField(label=_("役割"), choices=Role.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = list(roles.items())  # type: ignore[attr-defined]


class UnitsForm(GuardedForm):
    """Which units; none is the whole house."""

    units = forms.MultipleChoiceField(
        label=_("働くユニット"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("どれにも印がないときは、施設全体を見られます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["units"].choices = units  # type: ignore[attr-defined]


class StandInForm(GuardedForm):
    """From when until when somebody stands in for the head."""

    since = DayField(label=_("いつから"))
    until = DayField(label=_("いつまで（この日もふくむ）"))


class FirstPasswordForm(GuardedForm):
    """For somebody who forgot."""

    state = forms.CharField(widget=forms.HiddenInput, max_length=64)
    second_factor_lost = forms.BooleanField(
        label=_("アプリやパスキーの入った端末もなくした（登録を消す）"), required=False
    )


class EndForm(GuardedForm):
    """Somebody leaves."""

    reason = forms.CharField(label=_("理由"), max_length=120, required=False, help_text=_("例：退職。記録に残ります。"))


class UnitForm(GuardedForm):
    """A unit's name."""

    name = forms.CharField(label=_("ユニットの名前"), max_length=60, help_text=_("例：1階 すみれ"))


class SettingsForm(GuardedForm):
    """The organisation's own page."""

    name = forms.CharField(label=_("組織の名前"), max_length=120)
    head_title = forms.CharField(
        label=_("長の肩書"), max_length=30, help_text=_("顔写真証明書などに印刷されます。例：施設長、所長、理事長")
    )
    custody = forms.ChoiceField(label=_("預かりの方針"), choices=Custody.choices, widget=forms.RadioSelect)
    idle_minutes = forms.TypedChoiceField(
        label=_("共用パソコンに、何分さわらないと鍵をかけるか"), coerce=int, required=False, empty_value=None,
        choices=[(minutes, _("%(n)d分") % {"n": minutes}) for minutes in (2, 5, 10, 15, 30)],
        help_text=_("書きかけの文は、同じ人が入ると戻ります。"),
    )  # fmt: skip


class SignInForm(LoginForm):  # type: ignore[misc]
    """Signing in: labels instead of texts inside the fields; the user name folded as it is kept."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = _("ユーザー名")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs["autocapitalize"] = "none"

    def clean_login(self) -> str:
        """The name as it is kept."""
        return folded_username(str(self.cleaned_data["login"]))


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """A new password of one's own: not the one that was given."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = {
            "oldpassword": _("いまのパスワード"),
            "password1": _("新しいパスワード"),
            "password2": _("新しいパスワード（もう一度）"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = PASSWORD_HINT if name == "password1" else ""
            self.fields[name].widget.attrs.pop("placeholder", None)

    def clean_password1(self) -> str:
        """Raises ValidationError where nothing changes."""
        password = str(self.cleaned_data["password1"])
        if password == self.data.get(self.add_prefix("oldpassword")):
            raise forms.ValidationError(_("いまのパスワードと同じです。ほかのパスワードにしてください。"))
        return password


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    """The number of the app, or a recovery code."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _number(self.fields["code"], _("6けたの番号、または回復コード"))


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first number of a new app."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _number(self.fields["code"], _("6けたの番号"))


def _number(field: forms.Field, label: Any) -> None:
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey: what to call it, and whether it opens without a password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label, self.initial["name"] = _("端末の名前"), ""
        name.help_text = _("例：中村のスマートフォン")
        alone.label, alone.initial = _("パスワードを打たずに入るのにも使う"), True
        alone.help_text = _("端末の指紋・顔・ロックで確かめます。")


class OwnCodeForm(GuardedForm):
    """One's own short code for a shared computer."""

    password = forms.CharField(label=_("いまのパスワード"), widget=forms.PasswordInput(attrs={"autocomplete": "off"}))
    code = forms.CharField(
        label=_("自分の番号（4〜6けた）"), max_length=6,
        help_text=_("生年月日など、ほかの人にわかる数字は使いません。"),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("もう一度"), max_length=6,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, worker: Any, data: Any = None) -> None:
        super().__init__(data)
        self.worker = worker

    def clean(self) -> dict[str, Any]:
        """The password is right and the two are the same."""
        cleaned = super().clean() or self.cleaned_data
        if "password" in cleaned and not self.worker.check_password(cleaned["password"]):
            self.add_error("password", gettext("いまのパスワードがちがいます。"))
        if "code" in cleaned and cleaned["code"] != cleaned.get("again"):
            self.add_error("again", gettext("二つの番号がちがいます。"))
        return cleaned

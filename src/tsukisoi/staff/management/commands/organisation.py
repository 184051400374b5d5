"""Another organisation on the same server: a second home, a support organisation, a municipality."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from tsukisoi.guard.validators import model_validator
from tsukisoi.staff.actions import AlreadyFounded, found_another
from tsukisoi.staff.forms import UsernameField
from tsukisoi.staff.models import Custody, OrganisationKind
from tsukisoi.staff.queries import is_founded


class Command(BaseCommand):
    """Found another organisation and its head, on the server itself."""

    help = "このサーバーに、もうひとつの組織を作ります。組織どうしは、たがいに何も見えません（記録に残ります）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name of the organisation, and the four answers of a first run as options."""
        parser.add_argument("name", help="組織の名前（例：支援センター みどり）")
        parser.add_argument("--kind", choices=OrganisationKind.values, default=OrganisationKind.FACILITY, help="種類")
        parser.add_argument("--municipality", required=True, help="市区町村（例：みどり野町）")
        parser.add_argument("--head", required=True, help="責任者の氏名")
        parser.add_argument("--username", required=True, help="責任者のユーザー名")
        parser.add_argument("--custody", choices=Custody.values, default=Custody.NOTHING, help="預かりの方針")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the head's first password, once."""
        said = {key: options[key] for key in ("name", "municipality", "head")}
        with translation.override("ja"):
            try:
                for text in said.values():
                    model_validator(text)
                username = UsernameField().clean(options["username"])
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        if not is_founded():
            raise CommandError("はじめの組織がまだありません。tsukisoi serve で画面を開き、4つの質問に答えてください。")
        try:
            password = found_another(**said, username=username, kind=options["kind"], custody=options["custody"])
        except AlreadyFounded as error:
            raise CommandError(f"「{username}」というユーザー名は、もう使われています。何も作っていません。") from error
        self.stdout.write(f"「{said['name']}」を作りました。責任者 {said['head']}（{username}）")
        self.stdout.write(f"最初のパスワード：{password}")
        self.stdout.write("この画面を閉じると二度と出せません。入ったら、すぐに自分のパスワードに変えてください。")

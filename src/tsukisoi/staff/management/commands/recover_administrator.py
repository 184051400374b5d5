"""For the day when the head of the house cannot get in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tsukisoi.staff.actions import recover
from tsukisoi.staff.models import Worker


class Command(BaseCommand):
    """Give the head of a house a new first password, on the server itself."""

    help = "施設長が入れなくなったとき、サーバーの上で新しい最初のパスワードを出します（記録に残ります）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """USERNAME, and --head for somebody who is not the head yet."""
        parser.add_argument("username", help="ユーザー名")
        parser.add_argument("--head", action="store_true", help="施設長でない人を施設長にする")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the password, once."""
        username = options["username"]
        try:
            password = recover(username, make_head=options["head"])
        except Worker.DoesNotExist as error:
            raise CommandError(f"「{username}」という人はいません。つづりを確かめてください。") from error
        except ValueError as error:
            raise CommandError(
                f"「{username}」は施設長ではありません。施設長にするときは --head を付けてください。"
            ) from error
        self.stdout.write(f"最初のパスワード：{password}")
        self.stdout.write("この画面を閉じると二度と出せません。入ったら、すぐに自分のパスワードに変えてください。")

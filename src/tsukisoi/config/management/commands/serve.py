"""`tsukisoi serve`: the pages, on this machine or on the house's network."""

import errno
import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import DatabaseError, connection, connections
from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels

from tsukisoi.config import demonstration, readiness
from tsukisoi.config.lan import ways
from tsukisoi.config.lan.addresses import here
from tsukisoi.config.lan.door import open_door
from tsukisoi.config.running import InUse, held
from tsukisoi.config.verbs import upgrade

UNREADABLE = (
    "データベースが開けません（{error}）。鍵が違うか、ファイルがこわれています。tsukisoi doctor で調べてください。\n"
    "The database cannot be opened: the wrong key, or a damaged file. See: tsukisoi doctor"
)
DAMAGED = (
    "データベースがこわれています（{first}）。悪くならないよう、始めません。tsukisoi restore で控えから戻せます。\n"
    "The database is damaged; it is not served, so that nothing gets worse. Restore a backup: tsukisoi restore"
)
PENDING = (
    "データベースが古い版のままです（{count}件）。tsukisoi upgrade を行ってください。\n"
    "The database is of an older version: tsukisoi upgrade (backs up, migrates, checks)."
)
MIXED = (
    "このフォルダ（{folder}）には実際の組織があります。見本とは混ぜません。TSUKISOI_DATA で別の所を選んでください。\n"
    "This folder holds a real organisation: the demonstration needs a folder of its own (TSUKISOI_DATA)."
)
TAKEN = (
    "ポート {port} はほかのプログラムが使っています。例: PORT=8001 make run、tsukisoi serve --port 8001\n"
    "Port {port} is in use by another program; choose another."
)


UPGRADING = "新しい版にしているところです。終わってから始めてください。 — an upgrade is under way; wait for its end"
UNFINISHED = (
    "更新が途中で止まっています。tsukisoi upgrade をもう一度行うと、控えから戻してやりなおします。\n"
    "An upgrade was cut off: run tsukisoi upgrade again; it starts over from its backup."
)
HALF = (
    "--certificate と --key は、いっしょに示してください（どちらも PEM）。\n"
    "Give --certificate and --key together, both PEM files."
)
DOOR_OPEN = (
    "\nタブレットの準備  http://{}:{}/ — to set up a tablet\n"
    "証明書の指紋  {}\n紙にする: tsukisoi tablet_sheet タブレット.pdf\n\n"
)
EVERYWHERE = "0.0.0.0"  # noqa: S104  # the house's own network was asked for


class Command(BaseCommand):
    """Examine, then serve until stopped."""

    help = "画面を出す — serve the pages"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port and host, and what to put right before serving."""
        parser.add_argument("--port", type=int, default=0, help="既定 8000、--lan は 8443 — the default")
        parser.add_argument("--host", default="", help="既定はこの機械だけ — default: this machine only")
        parser.add_argument(
            "--lan", action="store_true", help="施設の中の機械からも、HTTPS で — to the house's own network, over HTTPS"
        )
        parser.add_argument("--certificate", type=Path, metavar="FILE", help="自前の証明書 — a certificate of your own")
        parser.add_argument("--key", type=Path, metavar="FILE", help="その鍵 — its key")
        parser.add_argument(
            "--door",
            type=int,
            default=ways.DOOR,
            help="証明書を配るポート（0：なし） — hands it out; 0: none",
        )
        parser.add_argument("--migrate", action="store_true", help="新しい版に合わせてから — migrate first")
        parser.add_argument(
            "--prepare", action="store_true", help="版を合わせ、見本を入れてから — migrate and load the demonstration"
        )
        parser.add_argument(
            "--practice", type=int, default=0, metavar="PORT",
            help="練習もいっしょに、このポートで — the training mode beside it, on that port",
        )  # fmt: skip
        parser.add_argument("--workers", type=int, default=0, help="動かす数（既定 1） — processes, by default 1")

    def handle(self, **options: Any) -> None:
        """Check the port and the database, say the address, serve."""
        options["host"] = options["host"] or (EVERYWHERE if options["lan"] else "127.0.0.1")
        options["port"] = options["port"] or (ways.PORT if options["lan"] else 8000)
        if bool(options["certificate"]) != bool(options["key"]):
            raise CommandError(HALF)
        _free(options["host"], options["port"])
        if (settings.DATA / upgrade.NOTE).exists():
            raise CommandError(UNFINISHED)
        try:
            with held(settings.DATA, alone=False):
                self._serve(options)
        except InUse as error:
            raise CommandError(UPGRADING) from error

    def _serve(self, options: dict[str, Any]) -> None:
        try:
            self._make_ready(options["migrate"] or options["prepare"], options["prepare"])
        except DatabaseError as error:
            raise CommandError(UNREADABLE.format(error=error)) from error
        if options["lan"]:
            self._open_house(options)
        else:
            self._say(options["host"], options["port"], "https" if options["certificate"] else "http")
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        connections.close_all()
        with _practice(options):
            _server(options).serve()

    def _make_ready(self, may_migrate: bool, may_demonstrate: bool) -> None:
        if broken := readiness.damage():
            raise CommandError(DAMAGED.format(first=broken[0]))
        if pending := readiness.pending_migrations():
            if not may_migrate:
                raise CommandError(PENDING.format(count=len(pending)))
            readiness.migrate()
        if settings.TSUKISOI_DEMO:
            self._demonstrate(may_demonstrate)
        readiness.weigh()

    def _demonstrate(self, may_load: bool) -> None:
        if demonstration.real_organisations():
            raise CommandError(MIXED.format(folder=settings.DATA))
        if may_load and not demonstration.organisations() and "demonstrate" in get_commands():
            self.stdout.write("見本を入れています… — loading the demonstration")
            call_command("demonstrate")

    def _open_house(self, options: dict[str, Any]) -> None:
        """The certificate, the door that hands it out, and the addresses inside the house."""
        place = here(options["host"])
        if not options["certificate"]:
            papers = ways.papers(place)
            options["certificate"], options["key"] = papers.certificate, papers.key
            if options["door"]:
                _free(options["host"], options["door"])
                address = f"https://{place.first}:{options['port']}/"
                open_door(options["host"], options["door"], papers.authority, papers.fingerprint, address)
                self.stdout.write(f"\nタブレットの準備  http://{place.first}:{options['door']}/ — to set up a tablet\n")
                self.stdout.write(
                    f"証明書の指紋  {papers.fingerprint}\n紙にする: tsukisoi tablet_sheet タブレット.pdf\n"
                )
        for host in dict.fromkeys((place.first, place.name)):
            self.stdout.write(f"つきそい  https://{host}:{options['port']}\n")
        self._entries()

    def _say(self, host: str, port: int, scheme: str) -> None:
        shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host  # noqa: S104
        self.stdout.write(f"\nつきそい  {scheme}://{shown}:{port}\n")
        self._entries()

    def _entries(self) -> None:
        for entry in demonstration.sign_ins() if settings.TSUKISOI_DEMO else []:
            self.stdout.write(f"  {entry.word}  ユーザー名 {entry.username}  パスワード {entry.password}\n")
        self.stdout.write("止めるには Ctrl+C — stop with Ctrl+C\n\n")


@contextmanager
def _practice(options: dict[str, Any]) -> Iterator[None]:
    """The training mode as a process of its own, for as long as this one serves."""
    if not options["practice"]:
        yield
        return
    _free(options["host"], options["practice"])
    os.environ["TSUKISOI_PRACTICE_PORT"] = str(options["practice"])  # for the processes that answer
    words = ["--port", options["practice"], "--host", options["host"]]
    words += ["--certificate", options["certificate"], "--key", options["key"]] if options["certificate"] else []
    around = os.environ | {"TSUKISOI_REAL_PORT": str(options["port"])}
    command = [sys.executable, "-m", "tsukisoi", "practice", *map(str, words)]
    with subprocess.Popen(command, env=around) as beside:  # noqa: S603  # ourselves
        try:
            yield
        finally:
            beside.terminate()


def _free(host: str, port: int) -> None:
    """Raises CommandError where something else listens on that port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = TAKEN.format(port=port) if error.errno == errno.EADDRINUSE else f"{host}:{port}: {error.strerror}"
            raise CommandError(reason) from error


def _server(options: dict[str, Any]) -> Any:
    """Granian over WSGI. Few threads beat many where writers queue for one file."""
    embedded = connection.vendor == "sqlite"
    return Granian(
        "tsukisoi.config.wsgi:application", address=options["host"], port=options["port"],
        interface=Interfaces.WSGI, workers=options["workers"] or (1 if embedded else 2),
        blocking_threads=4, log_access=False, log_level=LogLevels.warning, respawn_failed_workers=True,
        websockets=False, ssl_cert=options["certificate"], ssl_key=options["key"],
        ssl_protocol_min=SSLProtocols.tls12,  # an old tablet knows no newer one
    )  # fmt: skip

"""HTTPS inside the house: what the certificate vouches for, when it is made anew, and the real server behind it."""

import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tsukisoi.config.lan import addresses, certificates, ways
from tsukisoi.config.lan.addresses import Place

PLACE = Place("tsubaki.local", ("192.168.10.5",))
TODAY = datetime(2026, 11, 23, tzinfo=UTC)


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_only_a_houses_own_addresses_are_private() -> None:
    own = ("10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.0.9")
    assert all(map(addresses.is_private, own))
    assert not any(map(addresses.is_private, ("8.8.8.8", "172.32.0.1", "192.0.2.2", "127.0.0.1", "", "tsubaki.local")))


def test_the_key_is_nobody_elses(tmp_path: Path) -> None:
    papers = certificates.ready(tmp_path / "lan", PLACE, TODAY)
    keys = (papers.key, tmp_path / "lan" / "authority.key")
    assert [oct(path.stat().st_mode)[-3:] for path in (tmp_path / "lan", *keys)] == ["700", "600", "600"]


def test_the_authority_vouches_for_the_house_and_for_nothing_else(tmp_path: Path) -> None:
    papers = certificates.ready(tmp_path, PLACE, TODAY)
    authority, machine = _read(papers.authority), _read(papers.certificate)
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints)
    permitted = [str(one.value) for one in allowed.value.permitted_subtrees or ()]
    assert allowed.critical and permitted == [
        "local", "localhost", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.1/32",
    ]  # fmt: skip
    machine.verify_directly_issued_by(authority)
    key = machine.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    told = machine.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert told.get_values_for_type(x509.DNSName) == ["tsubaki.local", "localhost"]
    assert [str(ip) for ip in told.get_values_for_type(x509.IPAddress)] == ["192.168.10.5", "127.0.0.1"]


@pytest.mark.parametrize(
    ("place", "later", "anew"),
    [
        (PLACE, timedelta(days=300), False),
        (PLACE, timedelta(days=336), True),
        (Place("tsubaki.local", ("192.168.10.77",)), timedelta(0), True),
    ],
    ids=["still good", "thirty days left", "another address"],
)
def test_when_the_machines_certificate_is_made_anew(tmp_path: Path, place: Place, later: timedelta, anew: bool) -> None:
    before = certificates.ready(tmp_path, PLACE, TODAY)
    first, trusted = before.certificate.read_bytes(), before.fingerprint
    after = certificates.ready(tmp_path, place, TODAY + later)
    assert (after.certificate.read_bytes() != first) is anew
    assert after.fingerprint == trusted  # a tablet that was set up once goes on working


def test_a_lost_key_of_the_authority_gives_a_new_house(tmp_path: Path) -> None:
    before = certificates.ready(tmp_path, PLACE, TODAY).fingerprint
    (tmp_path / "authority.key").unlink()
    after = certificates.ready(tmp_path, PLACE, TODAY)
    assert after.fingerprint != before
    _read(after.certificate).verify_directly_issued_by(_read(after.authority))


def test_the_settings_hear_of_the_houses_names() -> None:
    environ = {"TSUKISOI_HOSTS": "tsukisoi.example.jp"}
    ways.prepare(["serve", "--lan", "--port", "9443"], environ)
    assert environ["TSUKISOI_HTTPS"] == "1"
    assert environ["TSUKISOI_HOSTS"].split(",")[0] == "tsukisoi.example.jp"
    assert "https://localhost:9443" in environ["TSUKISOI_ORIGINS"].split(",")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int, Path]]:
    """`tsukisoi serve --lan` as it is typed; its ports and the certificate as the door handed it out."""
    folder, port, door = tmp_path_factory.mktemp("house"), _free_port(), _free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TSUKISOI_", "DJANGO_"))}
    words = ["serve", "--lan", "--migrate", "--port", str(port), "--door", str(door)]
    running = subprocess.Popen(
        [sys.executable, "-m", "tsukisoi", *words], env={**clean, "TSUKISOI_DATA": str(folder / "data")}, cwd=folder,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        fetched = _patiently(f"http://127.0.0.1:{door}/tsukisoi.crt")
        (folder / "trusted.crt").write_text(ssl.DER_cert_to_PEM_cert(fetched), "ascii")
        yield port, door, folder / "trusted.crt"
    finally:
        running.terminate()
        running.wait(20)


def _patiently(address: str, context: ssl.SSLContext | None = None) -> bytes:
    for _ in range(480):  # two minutes, where other tests run beside it
        try:
            with urllib.request.urlopen(address, timeout=30, context=context) as answer:
                content: bytes = answer.read()
                return content
        except (ConnectionError, urllib.error.URLError) as error:
            if isinstance(getattr(error, "reason", None), ssl.SSLError):
                raise
            time.sleep(0.25)
    raise TimeoutError(address)


def test_the_tablet_that_trusts_the_house_gets_in_safely(served: tuple[int, int, Path]) -> None:
    port, _, trusted = served
    page = _patiently(f"https://localhost:{port}/", ssl.create_default_context(cafile=str(trusted)))
    assert "つきそい" in page.decode()
    with urllib.request.urlopen(
        f"https://localhost:{port}/", context=ssl.create_default_context(cafile=str(trusted))
    ) as answer:
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        assert "Secure" in (answer.headers["Set-Cookie"] or "Secure")


def test_a_browser_that_was_not_set_up_refuses(served: tuple[int, int, Path]) -> None:
    port, _, trusted = served
    _patiently(f"https://localhost:{port}/", ssl.create_default_context(cafile=str(trusted)))
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"https://localhost:{port}/", context=ssl.create_default_context())


def test_the_door_knows_two_addresses_and_no_more(served: tuple[int, int, Path]) -> None:
    _, door, _ = served
    assert "証明書を入れる" in _patiently(f"http://127.0.0.1:{door}/").decode()
    for path in ("/accounts/login/", "/../keys/database.key", "/tsukisoi.crt?x=1"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{door}{path}")

"""A tablet on the house's own HTTPS: with the house's certificate trusted, camera and passkeys are there."""

import base64
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tsukisoi.config.lan.addresses import here

pytestmark = pytest.mark.browser
PASSKEY = """() => navigator.credentials.create({publicKey: {challenge: new Uint8Array(16), rp: {name: "x"},
  user: {id: new Uint8Array(8), name: "x", displayName: "x"}, pubKeyCredParams: [{type: "public-key", alg: -7}]}})
  .then((made) => made.type)"""
CAMERA = """() => navigator.mediaDevices.getUserMedia({video: true}).then((stream) => stream.getVideoTracks().length)"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str, context: ssl.SSLContext | None = None) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5, context=context)
            return
        except (ConnectionError, urllib.error.URLError, TimeoutError):
            time.sleep(0.25)
    raise TimeoutError(address)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[int, int, Path]]:
    """`tsukisoi serve --lan` as it is typed: its ports and its data folder."""
    port, door = _free_port(), _free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TSUKISOI_", "DJANGO_"))}
    words = ["serve", "--lan", "--migrate", "--port", str(port), "--door", str(door)]
    running = subprocess.Popen(
        [sys.executable, "-m", "tsukisoi", *words], env={**clean, "TSUKISOI_DATA": str(tmp_path / "data")},
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _answers(f"http://127.0.0.1:{door}/")
        authority = ssl.create_default_context(cadata=_authority(door))
        _answers(f"https://localhost:{port}/health/", authority)
        yield port, door, tmp_path / "data"
    finally:
        running.terminate()
        running.wait(20)


def _authority(door: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{door}/tsukisoi.crt") as answer:
        return ssl.DER_cert_to_PEM_cert(answer.read())


def _pin(port: int) -> str:
    """The fingerprint of the machine's own key, as Chromium is told whom to trust."""
    found = x509.load_pem_x509_certificate(ssl.get_server_certificate(("127.0.0.1", port)).encode())
    spki = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(sha256(spki).digest()).decode()


def test_camera_and_passkeys_are_there(chromium: Any, served: tuple[int, int, Path], tmp_path: Path) -> None:
    port, door, _ = served
    name = here("0.0.0.0").name  # the house's own network was asked for
    arguments = [
        "--no-sandbox", f"--host-resolver-rules=MAP {name} 127.0.0.1", "--use-fake-ui-for-media-stream",
        f"--ignore-certificate-errors-spki-list={_pin(port)}", "--use-fake-device-for-media-stream",
    ]  # fmt: skip
    tablet = chromium.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=os.environ.get("TSUKISOI_CHROMIUM") or "/usr/bin/chromium",
        args=arguments, viewport={"width": 1024, "height": 768}, locale="ja-JP",
    )  # fmt: skip
    try:
        page = tablet.pages[0]
        page.goto(f"http://{name}:{door}/")  # the door hands out the certificate: no camera there
        assert page.evaluate("isSecureContext") is False and page.evaluate("!navigator.mediaDevices")
        answer = page.goto(f"https://{name}:{port}/")
        assert "max-age=31536000" in answer.headers["strict-transport-security"]
        assert page.evaluate("isSecureContext") is True and "つきそい" in page.inner_text("body")
        assert page.evaluate(CAMERA) == 1
        authenticator = tablet.new_cdp_session(page)
        authenticator.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
        authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
        assert page.evaluate(PASSKEY) == "public-key"
    finally:
        tablet.close()

"""The door: plain HTTP, for the one thing that cannot be fetched over HTTPS before it is trusted — the authority.

It knows two addresses: `/` leads a tablet on, `/tsukisoi.crt` is the authority's certificate. It reads nothing, keeps
nothing and shows nothing of anybody.
"""

import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

_PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>つきそい — タブレットの準備</title>
<h1>つきそい — タブレットの準備</h1>
<p><b>1.</b> <a href="/tsukisoi.crt">施設の証明書を入れる</a>（この1回だけ）</p>
<p>指紋（紙と同じか、見くらべてください）：<br><code>{fingerprint}</code></p>
<p><b>2.</b> <a href="{address}">つきそいを開く</a></p>
<p lang="en">1. Install the house's certificate (once), after comparing the fingerprint with the sheet.
2. Open Tsukisoi.</p></html>"""


def open_door(host: str, port: int, authority: Path, fingerprint: str, address: str) -> ThreadingHTTPServer:
    """Serve it in a thread of this process until the process ends. Raises OSError where the port is taken."""
    certificate = x509.load_pem_x509_certificate(authority.read_bytes()).public_bytes(Encoding.DER)
    page = _PAGE.format(fingerprint=escape(fingerprint), address=escape(address, quote=True)).encode()
    answers = {
        "/": (page, "text/html; charset=utf-8", ""),
        "/tsukisoi.crt": (certificate, "application/x-x509-ca-cert", 'attachment; filename="tsukisoi.crt"'),
    }
    server = ThreadingHTTPServer((host, port), _handler(answers))
    threading.Thread(target=server.serve_forever, name="door", daemon=True).start()
    return server


def _handler(answers: dict[str, tuple[bytes, str, str]]) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        server_version, sys_version = "tsukisoi", ""

        def do_GET(self) -> None:
            """One of the answers, or nothing."""
            content, kind, disposition = answers.get(self.path, (b"", "text/plain", ""))
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Content-Type-Options", "nosniff")
            if disposition:
                self.send_header("Content-Disposition", disposition)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: an address of somebody's tablet is nobody's business."""

    return Door

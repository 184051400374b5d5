"""What lies in deploy/: units that systemd understands, a proxy that nginx understands, a ZIP for Windows."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
UNITS = sorted((TOP / "deploy").glob("*.service")) + sorted((TOP / "deploy").glob("*.timer"))


def test_the_bundle_for_windows_holds_what_it_needs_and_nothing_of_a_house(tmp_path: Path) -> None:
    script, made = TOP / "deploy" / "windows" / "bundle.py", [tmp_path / "1.zip", tmp_path / "2.zip"]
    for target in made:
        subprocess.run([sys.executable, script, target], check=True, capture_output=True)
    assert made[0].read_bytes() == made[1].read_bytes()
    with zipfile.ZipFile(made[0]) as packed:
        names = set(packed.namelist())
        assert b"UNTESTED ON WINDOWS" in packed.read("tsukisoi/README-WINDOWS.txt")
        start = packed.read("tsukisoi/start.bat")
        assert start.count(b"\r\n") == start.count(b"\n") > 5
        packed.extractall(tmp_path)
    assert {"tsukisoi/setup.bat", "tsukisoi/requirements/app.txt", "tsukisoi/src/tsukisoi/__main__.py"} <= names
    assert not any(part in name for name in names for part in ("/data/tsukisoi", ".db", ".key", "/tests/", ".venv"))
    around = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path / "tsukisoi" / "src")}
    words = [sys.executable, "-m", "tsukisoi", "--help"]
    told = subprocess.run(words, env=around, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "serve" in told and "export" in told


def test_the_data_lie_where_the_service_may_write_beside_them() -> None:
    """Upgrading and restoring write beside the data folder: so that is within what the service's user owns."""
    for unit in (TOP / "deploy").glob("*.service"):
        text = unit.read_text("utf-8")
        assert "StateDirectory=tsukisoi\n" in text and "StateDirectoryMode=0700\n" in text, unit.name
    named = [
        line.removeprefix("Environment=")
        for path in sorted((TOP / "deploy").iterdir()) if path.is_file()
        for line in path.read_text("utf-8").splitlines() if "TSUKISOI_DATA=" in line
    ]  # fmt: skip
    assert len(named) >= 3 and set(named) == {"TSUKISOI_DATA=/var/lib/tsukisoi/data"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_the_units(unit: Path, tmp_path: Path) -> None:
    name = unit.name.replace("@.", "@8001.")
    for other in UNITS:  # a timer names its service; the program is not at its place here
        text = other.read_text("utf-8").replace("/opt/tsukisoi/.venv/bin/tsukisoi", "/bin/true")
        (tmp_path / other.name.replace("@.", "@8001.")).write_text(text, "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", tmp_path / name], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and name not in done.stderr, done.stderr


@pytest.mark.skipif(not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()), reason="no nginx here")
def test_nginx_understands_the_proxy(tmp_path: Path) -> None:
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", "privkey.pem"]
    subprocess.run([*words, "-out", "fullchain.pem"], cwd=tmp_path, check=True, capture_output=True)
    ours = (TOP / "deploy" / "nginx.conf").read_text("utf-8").replace("/etc/ssl/tsukisoi", str(tmp_path))
    ours = ours.replace("listen 80;", "listen 18080;").replace("listen 443 ssl;", "listen 18443 ssl;")
    paths = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    around = f"client_body_temp_path {tmp_path}/body; {paths} access_log off;"
    start = f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}"
    (tmp_path / "nginx.conf").write_text(f"{start} http {{ {around}\n{ours}\n}}", "utf-8")
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    done = subprocess.run([nginx, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

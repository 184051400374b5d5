"""The house's own certificate authority and this machine's certificate.

The authority may vouch for the house's network and for names under `.local` only (name constraints): whoever stole its
key could not pass for a bank on a tablet that trusts it. The machine's certificate lives for a year and is made anew
when fewer than thirty days are left or the machine is reached in another way than it says.
"""

import hashlib
import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tsukisoi.config.lan.addresses import PRIVATE, Place, is_private

AUTHORITY_LIFE, MACHINE_LIFE, RENEW_BEFORE = timedelta(days=3650), timedelta(days=365), timedelta(days=30)
_HOUR = timedelta(hours=1)  # a tablet's clock may be a little slow
_LOOPBACK = ipaddress.ip_network("127.0.0.1/32")
_SIGNS = {
    "digital_signature": False, "content_commitment": False, "key_encipherment": False, "data_encipherment": False,
    "key_agreement": False, "key_cert_sign": False, "crl_sign": False, "encipher_only": False, "decipher_only": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Papers:
    """Files of one certificate: what is shown to browsers, its key, and the authority to be trusted on a tablet."""

    certificate: Path
    key: Path
    authority: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority as tablets show it: to be compared with the sheet before trusting."""
        shown = x509.load_pem_x509_certificate(self.authority.read_bytes()).fingerprint(hashes.SHA256()).hex().upper()
        return " ".join(shown[i : i + 4] for i in range(0, len(shown), 4))


def ready(folder: Path, place: Place, moment: datetime | None = None) -> Papers:
    """The house's certificate in `folder`, made or renewed where that is due. `moment` defaults to now."""
    at = moment or datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    papers = Papers(folder / "machine.crt", folder / "machine.key", folder / "authority.crt")
    if not papers.authority.exists() or not (folder / "authority.key").exists():
        _make_authority(papers.authority, folder / "authority.key", at)
        papers.certificate.unlink(missing_ok=True)
    if not _holds(papers, place, at):
        _make_machine(papers, folder / "authority.key", place, at)
    return papers


def ends_at(folder: Path) -> datetime | None:
    """When the machine's certificate in `folder` ends; None where there is none."""
    found = folder / "machine.crt"
    return x509.load_pem_x509_certificate(found.read_bytes()).not_valid_after_utc if found.exists() else None


def _holds(papers: Papers, place: Place, at: datetime) -> bool:
    if not papers.certificate.exists() or not papers.key.exists():
        return False
    found = x509.load_pem_x509_certificate(papers.certificate.read_bytes())
    return _names(found) == set(place.hosts) and found.not_valid_after_utc - at > RENEW_BEFORE


def _names(certificate: x509.Certificate) -> set[str]:
    told = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*told.get_values_for_type(x509.DNSName), *map(str, told.get_values_for_type(x509.IPAddress))}


def _make_authority(certificate: Path, key_file: Path, at: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    mark = hashlib.sha256(str(at).encode() + os.urandom(16)).hexdigest()[:6].upper()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Tsukisoi house network {mark}")])
    allowed = x509.NameConstraints(
        [x509.DNSName("local"), x509.DNSName("localhost"), *map(x509.IPAddress, (*PRIVATE, _LOOPBACK))], None
    )
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(at - _HOUR).not_valid_after(at + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**{**_SIGNS, "key_cert_sign": True, "crl_sign": True}), critical=True)
        .add_extension(allowed, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    _write_key(key_file, key)
    certificate.write_bytes(made.public_bytes(Encoding.PEM))


def _make_machine(papers: Papers, authority_key: Path, place: Place, at: datetime) -> None:
    authority = x509.load_pem_x509_certificate(papers.authority.read_bytes())
    signer = load_pem_private_key(authority_key.read_bytes(), None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{authority_key}: not a key of this program")
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder().subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, place.name)]))
        .issuer_name(authority.subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(at - _HOUR).not_valid_after(at + MACHINE_LIFE)
        .add_extension(x509.SubjectAlternativeName([_general(host) for host in place.hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{**_SIGNS, "digital_signature": True}), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )  # fmt: skip
    _write_key(papers.key, key)
    papers.certificate.write_bytes(made.public_bytes(Encoding.PEM) + papers.authority.read_bytes())


def _general(host: str) -> x509.GeneralName:
    if is_private(host) or host == "127.0.0.1":
        return x509.IPAddress(ipaddress.ip_address(host))
    return x509.DNSName(host)


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Readable by its owner only, from the first byte on."""
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)

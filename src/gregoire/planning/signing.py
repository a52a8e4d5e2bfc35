"""The seal of the house: PAdES signatures (ETSI EN 319 142-1, level B-B) on what it certifies.

A key and certificate of one's own are made at the first use and kept in the data folder, readable by
their owner only. An installation that has a qualified one names its PKCS#12 file by setting.
pyHanko is imported where it signs: web processes never load it.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

FILE: Final = "seal.p12"
LASTS: Final = timedelta(days=3652)
FIELD: Final = "Signature"


class SealError(Exception):
    """The key of the house cannot be used; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Seal:
    """By which certificate the house signs: its own words, and the SHA-256 of its certificate."""

    name: str
    fingerprint: str
    ends_at: datetime
    is_of_the_house: bool  # made here, and known to nobody else
    path: Path


def seal() -> Seal:
    """What this installation signs with, made now if it has never signed; raises SealError."""
    path, certificate = _file(), _certificate()
    return Seal(
        name=_common_name(certificate),
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        ends_at=certificate.not_valid_after_utc,
        is_of_the_house=not settings.GREGOIRE_SIGNING_KEY,
        path=path,
    )


def signed(pdf: bytes, *, reason: str, place: str, label: str) -> bytes:
    """The same document, certified: any later change of it is seen.

    The signature adds to the file and changes nothing in it. Its field is invisible and outside the
    page, so that what Typst made stays archivable (PDF/A) and readable aloud (PDF/UA); what people
    read of it is printed in the document. `label` is what a reader of the screen calls the field.
    Raises SealError.
    """
    from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415 -- heavy: only where it signs
        IncrementalPdfFileWriter,
    )
    from pyhanko.sign import fields, signers  # noqa: PLC0415

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        location=place,
        name=seal().name,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    field = fields.SigFieldSpec(
        FIELD,
        readable_field_name=label,
        invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    signer = signers.PdfSigner(meta, signer=_signer(), new_field_spec=field)
    signed_pdf: bytes = signer.sign_pdf(writer).getvalue()
    return signed_pdf


def _signer() -> "SimpleSigner":
    from pyhanko.sign import signers  # noqa: PLC0415

    _certificate()  # says better than the library what is wrong
    password = settings.GREGOIRE_SIGNING_PASSWORD.encode() or None
    signer: SimpleSigner = signers.SimpleSigner.load_pkcs12_data(_file().read_bytes(), [], password)
    return signer


def _certificate() -> x509.Certificate:
    path = _file()
    password = settings.GREGOIRE_SIGNING_PASSWORD.encode() or None
    try:
        kept = pkcs12.load_pkcs12(path.read_bytes(), password)
    except OSError as error:
        raise SealError(f"The signing key {path} cannot be read ({error.strerror}).") from None
    except ValueError:
        raise SealError(
            f"The signing key {path} is no PKCS#12 file, or GREGOIRE_SIGNING_PASSWORD is not its "
            "password."
        ) from None
    if kept.cert is None or kept.key is None:
        raise SealError(f"The signing key {path} must hold a key and its certificate.")
    certificate = kept.cert.certificate
    if certificate.not_valid_after_utc < datetime.now(UTC):
        raise SealError(f"The certificate in {path} has expired: name a newer one.")
    return certificate


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _file() -> Path:
    if settings.GREGOIRE_SIGNING_KEY:
        return Path(settings.GREGOIRE_SIGNING_KEY)
    path: Path = settings.GREGOIRE_SIGNING / FILE
    if not path.is_file():
        _make(path)
    return path


def _make(path: Path) -> None:
    """The house's own key, in a folder that appears whole: of two who make it, the first counts."""
    path.parent.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{path.parent.name}-", dir=path.parent.parent))
    try:
        made = folder / path.name
        with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(_new_key())
        folder.rename(path.parent)
    except OSError:
        if not path.is_file():
            raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _new_key() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    host = urlsplit(settings.GREGOIRE_URL).hostname or "localhost"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Campus {host}")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_only_for_signing(), critical=True)
        .sign(key, SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        FILE.encode(), key, certificate, None, NoEncryption()
    )


def _only_for_signing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )

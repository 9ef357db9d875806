"""Reads from files whom Android attestation relies on: roots, Google's status list, our own applications."""

import json
from pathlib import Path

from cryptography import x509

from card_registry.device.android import AndroidAttestor, google_roots
from card_registry.device.apps import Apps
from card_registry.device.chain import spki


def attestor(roots: Path | None, status: Path | None, apps: Path | None) -> AndroidAttestor:
    """With the pinned roots, or those of a JSON list of PEM; the status list that Google publishes, as a file; and the
    applications of a JSON object: name of the package -> SHA-256 digests of its signing certificates, in hexadecimal.

    Raises:
        ValueError: a file is not of its form.
    """
    return AndroidAttestor(google_roots() if roots is None else _listed(roots), _revoked(status), _ours(apps))


def _listed(path: Path) -> frozenset[bytes]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return frozenset(spki(x509.load_pem_x509_certificate(pem.encode())) for pem in found)


def _revoked(path: Path | None) -> frozenset[str]:
    """Serials of the list at android.googleapis.com/attestation/status: revoked and suspended ones alike."""
    if path is None:
        return frozenset()
    entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
    return frozenset(serial.lower().lstrip("0") for serial in entries)


def _ours(path: Path | None) -> Apps | None:
    return None if path is None else Apps.of(json.loads(path.read_text(encoding="utf-8")))

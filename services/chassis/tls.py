"""Mutual TLS from files: who we are, and whom peers must come from."""

import grpc

from chassis.settings import TlsSettings


def server_credentials(tls: TlsSettings) -> grpc.ServerCredentials:
    """Give the server's credentials; clients must show a certificate of the authority. OSError names a missing file."""
    return grpc.ssl_server_credentials(
        [(tls.key.read_bytes(), tls.certificate.read_bytes())], tls.authority.read_bytes(), require_client_auth=True
    )


def channel_credentials(tls: TlsSettings) -> grpc.ChannelCredentials:
    """Give a client's credentials; the server must come from the authority. OSError names a missing file."""
    return grpc.ssl_channel_credentials(tls.authority.read_bytes(), tls.key.read_bytes(), tls.certificate.read_bytes())

"""Whether the server can listen where it shall: told before it says that it does."""

from __future__ import annotations

import errno
import socket


def can_listen(host: str, port: int) -> bool:
    """Whether nobody else listens at an address; what keeps it from listening otherwise, the server tells itself."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        # As the server will: a port that was used just now is free.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host.strip("[]"), port))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True

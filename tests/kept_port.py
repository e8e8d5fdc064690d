"""A port that a test comes back to after it let go of it."""

import errno
import random
import socket

# Below those that systems give out by themselves (Linux from 32,768, others from 49,152), where a stranger's connection
# may get it in between.
_LOWEST, _HIGHEST = 12_000, 32_000
_TRIES = 200


def kept_port() -> int:
    """A port of this machine that nobody listens on. Raises OSError when none is found."""
    for _ in range(_TRIES):
        port = random.SystemRandom().randrange(_LOWEST, _HIGHEST)
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(errno.EADDRINUSE, "no port is free")

"""Hashes of PINs that take no time, for all tests but those of the hashes themselves."""

from typing import TYPE_CHECKING

from pos_desktop.system import pins

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SLOW_HASHER = pins.slow_hasher
"""The register's own."""


def quick_hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

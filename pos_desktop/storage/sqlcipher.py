"""The driver of the encrypted file; it carries no types, so they end here."""

from typing import Any

import sqlcipher3.dbapi2 as _driver

sqlcipher: Any = _driver

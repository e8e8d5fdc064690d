"""PINs are hashed slowly, with the pepper, and never stored as they are typed."""

from pos_desktop.system.pins import PepperedVault
from tests.quick_pins import SLOW_HASHER, quick_hasher


def test_a_guess_costs_what_the_rfc_asks_for() -> None:
    """RFC 9106, section 4: argon2id, three passes over 64 MiB on four lanes, 16 bytes of salt, 32 of the hash."""
    stored = PepperedVault(b"pepper", SLOW_HASHER()).hash("4711")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    salt, digest = stored.rsplit("$", 2)[1:]
    assert (len(salt), len(digest)) == (22, 43)  # base64 without padding


def test_only_the_pin_and_the_pepper_together_match() -> None:
    vault = PepperedVault(b"pepper", quick_hasher())
    stored = vault.hash("4711")
    assert "4711" not in stored and stored != vault.hash("4711")
    assert vault.matches(stored, "4711")
    assert not vault.matches(stored, "4712")
    assert not PepperedVault(b"salt", quick_hasher()).matches(stored, "4711")
    assert not vault.matches("nothing of the kind", "4711")

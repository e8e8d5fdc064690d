"""Secrets of payment methods: in the keyring's place alone, used at once when they change, gone when they are forgotten."""

import json
from pathlib import Path

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_methods import PaymentMethods
from pos_desktop.payments.accounts import Accounts
from pos_desktop.storage import tables
from pos_desktop.system.credentials import Credentials
from pos_desktop.system.keyring_access import KeyringMissing, KeyringPlace, RegisterSecrets
from tests.integration.desk_fixtures import Till

SECRET = "sk_test_" + "planted0" * 3
OTHER = "sk_test_" + "planted1" * 3


class Wallet:
    """A keyring in memory, with the three calls that are used of one."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0
        self.locked = False

    def get_password(self, service: str, name: str) -> str | None:
        self.asked += 1
        if self.locked:
            raise RuntimeError("the keyring is locked")
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, text: str) -> None:
        self.kept[service, name] = text

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def wallet() -> Wallet:
    return Wallet()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def credentials(tmp_path: Path, wallet: Wallet, watch: Watch) -> Credentials:
    secrets = RegisterSecrets(tmp_path / "keys", keyring=lambda: KeyringPlace(wallet))
    return Credentials(secrets, watch)


def test_a_secret_is_in_the_keyring_and_in_no_file_row_or_journal(
    till: Till, tmp_path: Path, wallet: Wallet, credentials: Credentials
) -> None:
    till.sign_in("Manager")
    methods = PaymentMethods(till.desk, till.accounts, credentials)
    method = methods.add("stripe")
    methods.set_secret(method.id, "secret_key", f"  {SECRET} ")
    assert methods.has_secret(method.id, "secret_key")
    assert SECRET in wallet.kept.values()
    stored = "\n".join(
        repr(tuple(row)) for table in tables.metadata.sorted_tables for row in till.rows_of(table)
    )
    assert SECRET not in stored
    assert till.journal("credential_changed")[-1][1] == {"method": str(method.id), "field": "secret_key"}
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes()


def test_a_key_that_changes_is_used_at_once(till: Till, credentials: Credentials) -> None:
    till.sign_in("Manager")
    accounts = Accounts(till.store, credentials.get)
    methods = PaymentMethods(till.desk, accounts, credentials)
    method = methods.add("stripe")
    methods.set_secret(method.id, "secret_key", SECRET)
    before = accounts.of(method.id)
    assert credentials.get(method.id, "secret_key") == SECRET
    methods.set_secret(method.id, "secret_key", OTHER)
    assert credentials.get(method.id, "secret_key") == OTHER
    assert accounts.of(method.id) is not before
    accounts.close()


def test_it_is_remembered_for_fifteen_minutes(wallet: Wallet, watch: Watch, credentials: Credentials) -> None:
    method = new_id()
    credentials.put(method, "secret_key", SECRET)
    assert credentials.get(method, "secret_key") == SECRET
    asked = wallet.asked
    watch.seconds = 14 * 60
    assert credentials.get(method, "secret_key") == SECRET
    assert wallet.asked == asked
    (name,) = [name for name, text in wallet.kept.items() if text == SECRET]
    wallet.kept[name] = OTHER
    watch.seconds = 15 * 60
    assert credentials.get(method, "secret_key") == OTHER
    assert wallet.asked == asked + 1


def test_what_is_missing_is_remembered_as_missing_until_it_is_put(credentials: Credentials) -> None:
    method = new_id()
    assert not credentials.has(method, "secret_key")
    credentials.put(method, "secret_key", SECRET)
    assert credentials.has(method, "secret_key")


def test_all_of_a_method_is_forgotten_and_nothing_of_another(
    wallet: Wallet, credentials: Credentials
) -> None:
    one, other = new_id(), new_id()
    for method, field in ((one, "secret_key"), (one, "webhook"), (other, "secret_key")):
        credentials.put(method, field, f"{SECRET}-{field}")
    credentials.forget(one)
    assert not credentials.has(one, "secret_key")
    assert not credentials.has(one, "webhook")
    assert credentials.has(other, "secret_key")
    assert not [name for _, name in wallet.kept if str(one) in name]
    credentials.forget(one)


def test_a_removed_method_leaves_nothing_in_the_keyring(
    till: Till, wallet: Wallet, credentials: Credentials
) -> None:
    till.sign_in("Manager")
    methods = PaymentMethods(till.desk, till.accounts, credentials)
    method = methods.add("stripe")
    methods.set_secret(method.id, "secret_key", SECRET)
    methods.remove(method.id)
    assert SECRET not in wallet.kept.values()
    assert method.id not in [each.id for each in methods.all()]


def test_a_locked_keyring_is_told_with_the_next_step(wallet: Wallet, credentials: Credentials) -> None:
    wallet.locked = True
    with pytest.raises(KeyringMissing) as locked:
        credentials.get(new_id(), "secret_key")
    assert locked.value.next_step
    assert "locked" in locked.value.meaning


def test_in_a_file_the_registers_own_keys_stay(tmp_path: Path) -> None:
    secrets = RegisterSecrets(tmp_path, key_file=True)
    own = secrets.load_or_make(database_exists=False)
    credentials, method = Credentials(secrets), new_id()
    credentials.put(method, "secret_key", SECRET)
    assert RegisterSecrets(tmp_path, key_file=True).load_or_make(database_exists=True) == own
    assert Credentials(RegisterSecrets(tmp_path, key_file=True)).get(method, "secret_key") == SECRET
    credentials.forget(method)
    assert RegisterSecrets(tmp_path, key_file=True).load_or_make(database_exists=True) == own
    kept = json.loads((tmp_path / "keys.json").read_text(encoding="ascii"))
    assert len(kept) == 1
    assert SECRET not in (tmp_path / "keys.json").read_text(encoding="ascii")


def test_where_the_keys_are_in_the_keyring_secrets_are_never_put_in_a_file(
    tmp_path: Path, wallet: Wallet
) -> None:
    keyring = lambda: KeyringPlace(wallet)  # noqa: E731 - the backend of this test
    RegisterSecrets(tmp_path, keyring=keyring).load_or_make(database_exists=False)
    # Started with --key-file by mistake: the data folder says where its keys are.
    credentials = Credentials(RegisterSecrets(tmp_path, key_file=True, keyring=keyring))
    credentials.put(new_id(), "secret_key", SECRET)
    assert SECRET in wallet.kept.values()
    assert not (tmp_path / "keys.json").exists()

"""Credentials in memory, for a register whose keyring nobody asks."""

from uuid import UUID


class MemoryCredentials:
    """Implements the application's CredentialShelf."""

    def __init__(self) -> None:
        self.kept: dict[tuple[UUID, str], str] = {}

    def get(self, method_id: UUID, field: str) -> str | None:
        return self.kept.get((method_id, field))

    def put(self, method_id: UUID, field: str, secret: str) -> None:
        self.kept[method_id, field] = secret

    def has(self, method_id: UUID, field: str) -> bool:
        return (method_id, field) in self.kept

    def forget(self, method_id: UUID) -> None:
        for key in [key for key in self.kept if key[0] == method_id]:
            del self.kept[key]

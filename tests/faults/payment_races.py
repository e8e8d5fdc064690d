"""Hands at one payment, and what must hold after each race."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.domain.payment import PaymentState, TenderKind
from tests.faults import payment_checks
from tests.faults.payment_hands import Hands
from tests.faults.payment_shop import PaymentShop, Template


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template.build(tmp_path_factory.mktemp("races"), answer_ms=10_000)


@pytest.fixture
def hands(template: Template, tmp_path: Path) -> Iterator[Hands]:
    """A cashier who needs a manager's word."""
    shop = PaymentShop(template, tmp_path, "Cashier 1")
    yield Hands(shop)
    shop.end()


def all_adds_up(hands: Hands) -> None:
    hands.settle_all()
    found = payment_checks.faults(hands.shop.till, hands.shop.terminal.books, hands.model)
    assert not found, payment_checks.worded(found)


def in_doubt(hands: Hands, share: int = 10) -> Any:
    """A card is charged, and the register does not know it."""
    hands.ring_up(2, 1)
    hands.network(TenderKind.CARD, share, 0)
    payment = hands.services.tendering.view().under_way
    hands.shop.terminal.lose_next_answer(after_effect=True)
    hands.shop.till.payment_work.step(payment)
    hands.shop.terminal.present()
    assert hands.services.tendering.payment(payment.id).state is PaymentState.UNKNOWN
    return payment


@contextmanager
def unsure(hands: Hands, monkeypatch: pytest.MonkeyPatch, *, stored: bool, blind: bool) -> Iterator[None]:
    """The next commit does not tell its outcome; `blind`: nor does the disk when it is looked up."""
    store, plug = hands.shop.till.store, hands.shop.plug
    inner = store._store  # type: ignore[attr-defined]
    struck: list[bool] = []

    def moment(name: str) -> None:
        if name == ("after a commit" if stored else "in a commit") and not struck:
            struck.append(True)
            raise CommitUnsure("not sure")

    write = type(store).write

    @contextmanager
    def failing(self: Any) -> Iterator[Any]:
        with write(self) as work:
            yield work
            plug.moment("in a commit")

    def settle(_check: object) -> bool:
        raise CommitUnsure("still not sure")

    with monkeypatch.context() as patch:
        patch.setattr(plug, "moment", moment)
        patch.setattr(type(store), "write", failing)
        if blind:
            patch.setattr(inner, "settle", settle)
        yield

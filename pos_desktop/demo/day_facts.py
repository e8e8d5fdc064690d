"""What the summary of the scripted day tells of orders, approvals, devices and the shift."""

import json
from typing import Any

from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.shift_view import ShiftView
from pos_desktop.bootstrap import Register
from pos_desktop.demo.counter_day import CounterDay
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.payments.zvt.fake import VirtualZvtTerminal
from pos_desktop.storage.journal import stream
from pos_desktop.storage.values import to_micros


def order_facts(order: OrderView) -> dict[str, Any]:
    """An order as it was paid, amounts in minor units."""
    return {
        "number": order.number,
        "lines": [
            {
                "name": line.name,
                "quantity_milli": line.quantity_milli,
                "unit_price_minor": line.unit_price_minor,
                "amount_minor": line.amount_minor,
                "discount_minor": line.discount_minor,
                "net_minor": line.net_minor,
                "tax_minor": line.tax_minor,
                "total_minor": line.total_minor,
            }
            for line in order.lines
        ],
        "subtotal_minor": order.subtotal_minor,
        "discount_minor": order.discount_minor,
        "taxes": [
            {"name": t.name, "rate": str(t.rate), "net_minor": t.net_minor, "tax_minor": t.tax_minor}
            for t in order.taxes
        ],
        "tax_minor": order.tax_minor,
        "total_minor": order.total_minor,
        "tenders": [
            {
                "kind": t.kind,
                "amount_minor": t.amount_minor,
                "given_minor": t.given_minor,
                "change_minor": t.change_minor,
            }
            for t in order.tenders
        ],
        "change_minor": sum(t.change_minor for t in order.tenders),
    }


def approval_facts(register: Register) -> list[dict[str, Any]]:
    """Each manager's word of the day, as the journal has it."""
    since = register.services.shifts.recent(1)[0].opened_at
    with register.data.database.read() as connection:
        entries = [entry for entry in stream(connection) if entry["kind"] == "approved"]
    bodies = [json.loads(entry["body"]) for entry in entries if entry["at"] >= to_micros(since)]
    wanted = ("permission", "title", "amount_minor", "method", "asked_by", "approved_by")
    return [{name: body[name] for name in wanted} for body in bodies]


def shift_facts(shift: ShiftView) -> dict[str, Any]:
    """What was counted of a shift, and what should have been there, in minor units."""
    counted, expected = shift.counted_minor or 0, shift.expected_minor or 0
    return {
        "number": shift.number,
        "float_minor": shift.float_minor,
        "expected": expected,
        "counted": counted,
        "variance": counted - expected,
    }


def device_facts(
    printer: VirtualPrinter, zvt: VirtualZvtTerminal, charged: dict[str, Any], counter: CounterDay
) -> list[dict[str, Any]]:
    """Every device of the counter, and what went over its line; `charged` is what the cards' part of the day tells."""
    opened = len(printer.pulses)
    return [
        {
            **_device("printer", "printer", "tcp", "network"),
            "exchanged": len(printer.receipts),
            "receipts": len(printer.receipts),
        },
        {**_device("drawer", "drawer", "printer", "printer"), "exchanged": opened, "opened": opened},
        {
            **_device("card-terminal", "card_terminal", "fake", "network"),
            "exchanged": len([one for one in charged["payments"] if one["kind"] == "card"]),
            "charged_minor": charged["terminal"]["charged_minor"],
        },
        {
            **_device("card-terminal-zvt", "card_terminal", "zvt", "network"),
            "exchanged": len(zvt.transactions),
            "payments": [
                {"kind": booking.kind.value, "amount_minor": booking.amount_minor}
                for booking in zvt.transactions
            ],
        },
        *counter.facts(),
    ]


def _device(name: str, family: str, driver: str, kind: str) -> dict[str, Any]:
    """A device that was there all day."""
    return {"name": name, "family": family, "driver": driver, "kind": kind, "state": "connected"}

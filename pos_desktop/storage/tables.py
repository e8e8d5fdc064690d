"""Every table of the register, one schema for SQLite and PostgreSQL.

Money is an integer of minor units (`*_minor`), quantities are thousandths (`*_milli`), moments are
UTC microseconds (`*_at`). The search tables are made by `search_index`, the journal's guards by `journal`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from pos_desktop.storage.types import DecimalText, Id, JsonText, Micros, long_integer

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Long = long_integer()

setting = Table(
    "setting",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", JsonText, nullable=False),
)

location = Table(
    "location",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
)

register = Table(
    "register",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("location_id", Id, ForeignKey("location.id"), nullable=False),
    Column("next_receipt", Long, nullable=False),
    Column("next_ticket", Long, nullable=False),
    Column("next_shift", Long, nullable=False),
)

role = Table(
    "role",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("permissions", JsonText, nullable=False),
    Column("limits", JsonText, nullable=False),
    Column("position", Integer, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role_id", Id, ForeignKey("role.id"), nullable=False),
    Column("pin_hash", Text),
    Column("pin_length", Integer, nullable=False),
    Column("badge_key", LargeBinary, unique=True),
    Column("active", Boolean, nullable=False),
    Column("wrong_attempts", Integer, nullable=False),
    Column("locked_until_at", Micros),
    Column("last_seen_at", Micros),
    Column("language", Text),
)

tax_class = Table(
    "tax_class",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("position", Integer, nullable=False),
)

tax_rate = Table(
    "tax_rate",
    metadata,
    Column("id", Id, primary_key=True),
    Column("tax_class_id", Id, ForeignKey("tax_class.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("rate", DecimalText, nullable=False),  # percent
    Column("compound", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
)

category = Table(
    "category",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tint", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

product = Table(
    "product",
    metadata,
    Column("id", Id, primary_key=True),
    Column("handle", Text, unique=True),
    Column("name", Text, nullable=False),
    Column("category_id", Id, ForeignKey("category.id")),
    Column("tax_class_id", Id, ForeignKey("tax_class.id")),  # empty: the store's default class
    Column("weighed", Boolean, nullable=False),
    Column("unit", Text),  # what the price is per when weighed: kg
    Column("picture", Text),  # art:<name>, or an address
    Column("tint", Text),
    Column("options", JsonText),  # names of the options, in order
    Column("favourite_position", Integer),
    Column("vendor", Text),
    Column("least_age", Integer),
    Column("active", Boolean, nullable=False),
    Column("extra", JsonText),  # fields of the source that the register does not know
    Index(
        "ix_product_favourite",
        "active",
        "favourite_position",
        "id",
        sqlite_where=Column("favourite_position").is_not(None),
    ),
    # The pages of the grid, read from the index alone until the page is reached.
    Index("ix_product_page", "active", "name", "id"),
    # What is not sold any more: a search drops it from what it found without reading the products themselves.
    Index("ix_product_retired", "id", sqlite_where=text("NOT active")),
    Index("ix_product_category_page", "category_id", "active", "name", "id"),
)

variant = Table(
    "variant",
    metadata,
    Column("row", Long, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),  # what the receipt says: product and option values
    Column("option_values", JsonText),
    Column("sku", Text, index=True),
    Column("plu", Text, unique=True),  # the item number inside price- and weight-embedded codes
    Column("price_minor", Long),  # empty: asked for at the register
    Column("compare_at_minor", Long),
    Column("cost_minor", Long),
    Column("track_stock", Boolean, nullable=False),
    Column("low_stock_milli", Long),
    Column("position", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

barcode = Table(
    "barcode",
    metadata,
    Column("code", Text, primary_key=True),
    Column("variant_row", Long, ForeignKey("variant.row"), nullable=False, index=True),
    sqlite_with_rowid=False,
)

stock_level = Table(
    "stock_level",
    metadata,
    Column("variant_row", Long, ForeignKey("variant.row"), primary_key=True),
    Column("location_id", Id, ForeignKey("location.id"), primary_key=True),
    Column("on_hand_milli", Long, nullable=False),
    sqlite_with_rowid=False,
)

stock_move = Table(
    "stock_move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("variant_row", Long, ForeignKey("variant.row"), nullable=False, index=True),
    Column("location_id", Id, ForeignKey("location.id"), nullable=False),
    Column("quantity_milli", Long, nullable=False),
    Column("reason", Text, nullable=False),
    Column("order_line_id", Id, index=True),
    Column("moved_at", Micros, nullable=False),
)

shift = Table(
    "shift",
    metadata,
    Column("id", Id, primary_key=True),
    Column("register_id", Id, ForeignKey("register.id"), nullable=False),
    Column("number", Long, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_by", Id, ForeignKey("person.id"), nullable=False),
    Column("opened_at", Micros, nullable=False),
    Column("float_minor", Long, nullable=False),
    Column("counts", JsonText),
    Column("counted_minor", Long),
    Column("expected_minor", Long),
    Column("counted_at", Micros),
    Column("note", Text),
    Column("variance_reason", Text),
    Column("float_left_minor", Long),
    Column("closed_by", Id, ForeignKey("person.id")),
    Column("closed_at", Micros),
    Column("z_report", JsonText),
    UniqueConstraint("register_id", "number"),
    CheckConstraint("state IN ('open', 'counted', 'closed')", name="state"),
    # One open shift a register: the second one is refused by the database itself.
    Index(
        "uq_shift_open",
        "register_id",
        unique=True,
        sqlite_where=Column("closed_at").is_(None),
    ),
)

cash_move = Table(
    "cash_move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("shift_id", Id, ForeignKey("shift.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("amount_minor", Long, nullable=False),  # signed: what it adds to the drawer
    Column("reason", Text),
    Column("order_id", Id),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("approved_by", Id, ForeignKey("person.id")),
    Column("moved_at", Micros, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", Id, primary_key=True),
    Column("register_id", Id, ForeignKey("register.id"), nullable=False),
    Column("number", Long, nullable=False),
    Column("state", Text, nullable=False),
    Column("name", Text),
    Column("customer", Text),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("discount", JsonText),
    Column("prices_include_tax", Boolean, nullable=False),
    Column("tax_exempt", Boolean, nullable=False),
    Column("note", Text),
    Column("lines_removed", Integer, nullable=False),
    Column("opened_at", Micros, nullable=False),
    Column("changed_at", Micros, nullable=False),
    Column("order_state", Text),  # where its order is before it is stored as one; empty: draft
    CheckConstraint("state IN ('open', 'parked', 'sold', 'discarded', 'merged')", name="state"),
    UniqueConstraint("register_id", "number"),
    Index("ix_ticket_alive", "state", "changed_at", sqlite_where=Column("state").in_(("open", "parked"))),
)

ticket_line = Table(
    "ticket_line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("variant_row", Long),
    Column("variant_id", Id),
    Column("name", Text, nullable=False),
    Column("unit", Text),
    Column("weighed", Boolean, nullable=False),
    Column("quantity_milli", Long, nullable=False),
    Column("unit_price_minor", Long, nullable=False),
    Column("list_price_minor", Long),
    Column("fixed_amount_minor", Long),  # a price-embedded code says the amount, not the quantity
    Column("discount", JsonText),
    Column("tax_class_id", Id),
    Column("taxes", JsonText, nullable=False),  # the rates as they were when the line was added
    Column("note", Text),
    Column("code", Text),
    Column("track_stock", Boolean, nullable=False),
    Column("back", JsonText),  # that goods come back: reason, restock, the line of which sale, what was paid
    Column("issues", Text),  # the kind of stored value handed over with it
)

sale_order = Table(
    "sale_order",
    metadata,
    Column("id", Id, primary_key=True),  # the ticket's own id: the same sale can never be stored twice
    Column("register_id", Id, ForeignKey("register.id"), nullable=False),
    Column("sequence", Long, nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("ticket_number", Long, nullable=False),
    Column("shift_id", Id, ForeignKey("shift.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("person_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("prices_include_tax", Boolean, nullable=False),
    Column("customer", Text),
    Column("customer_key", Text),  # the customer as it is searched: folded, in hexadecimal
    Column("note", Text),
    Column("items_milli", Long, nullable=False),
    Column("lines_removed", Integer, nullable=False),
    Column("subtotal_minor", Long, nullable=False),
    Column("discount_minor", Long, nullable=False),
    Column("tax_minor", Long, nullable=False),
    Column("total_minor", Long, nullable=False),
    Column("rounding_minor", Long, nullable=False),
    Column("opened_at", Micros, nullable=False),
    Column("paid_at", Micros, nullable=False),
    Column("offset_minutes", Integer, nullable=False),
    Column("tips_minor", Long, nullable=False, server_default="0"),  # charged on top of the total
    Column("returned_minor", Long, nullable=False, server_default="0"),  # goods that came back, positive
    UniqueConstraint("register_id", "sequence"),
    # The orders list is paged by (paid_at, id), whatever it is narrowed by.
    Index("ix_sale_order_paid_at", "paid_at", "id"),
    Index("ix_sale_order_state", "state", "paid_at", "id"),
    Index("ix_sale_order_total_minor", "total_minor", "paid_at", "id"),
    Index("ix_sale_order_shift_id", "shift_id", "sequence"),
    Index(
        "ix_sale_order_customer_key",
        "customer_key",
        "paid_at",
        "id",
        sqlite_where=Column("customer_key").is_not(None),
    ),
)

order_line = Table(
    "order_line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("order_id", Id, ForeignKey("sale_order.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("variant_row", Long),
    Column("variant_id", Id),
    Column("name", Text, nullable=False),
    Column("unit", Text),
    Column("weighed", Boolean, nullable=False),
    Column("quantity_milli", Long, nullable=False),
    Column("unit_price_minor", Long, nullable=False),
    Column("list_price_minor", Long),
    Column("amount_minor", Long, nullable=False),  # price times quantity, before discounts
    Column("line_discount_minor", Long, nullable=False),
    Column("ticket_discount_minor", Long, nullable=False),
    Column("discount_words", Text),
    Column("net_minor", Long, nullable=False),
    Column("tax_minor", Long, nullable=False),
    Column("total_minor", Long, nullable=False),  # what the customer pays for it, tax included
    Column("taxes", JsonText, nullable=False),
    Column("note", Text),
    Column(
        "sold_at", Micros, nullable=False
    ),  # the order's paid_at, here so that one index finds the newest sales
    Column("returns_line_id", Id),  # the sold line that this one takes back
    Column("return_reason", Text),
    Column("restocked", Boolean),
    Column("issues", Text),
    Index("ix_order_line_sold", "variant_row", "sold_at", "order_id"),
    Index(
        "ix_order_line_returns_line_id",
        "returns_line_id",
        sqlite_where=Column("returns_line_id").is_not(None),
    ),
)

order_tax = Table(
    "order_tax",
    metadata,
    Column("order_id", Id, ForeignKey("sale_order.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("rate", DecimalText, nullable=False),
    Column("net_minor", Long, nullable=False),
    Column("tax_minor", Long, nullable=False),
    sqlite_with_rowid=False,
)

tender = Table(
    "tender",
    metadata,
    Column("id", Id, primary_key=True),
    Column("order_id", Id, ForeignKey("sale_order.id"), nullable=False),
    Column("shift_id", Id, ForeignKey("shift.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("amount_minor", Long, nullable=False),  # what it pays of the order, rounding included
    Column("given_minor", Long, nullable=False),
    Column("change_minor", Long, nullable=False),
    Column("rounding_minor", Long, nullable=False),
    Column("taken_at", Micros, nullable=False),
    Column("tip_minor", Long, nullable=False, server_default="0"),
    Column("payment_id", Id),
    Column("refund_id", Id),  # money that went back: its amounts are negative
    Column("returns_tender_id", Id),  # the tender of the past sale that it went back to
    Column("label", Text),  # what people call it: Visa and the last four digits
    Column("last_four", Text),
    Column("foreign_currency", Text),
    Column("foreign_minor", Long),
    # How an order was paid, as the orders list says it, is read from the index alone.
    Index("ix_tender_of_order", "order_id", "taken_at", "id", "kind"),
    Index(
        "ix_tender_last_four",
        "last_four",
        "taken_at",
        "order_id",
        sqlite_where=Column("last_four").is_not(None),
    ),
    Index(
        "ix_tender_returns_tender_id",
        "returns_tender_id",
        sqlite_where=Column("returns_tender_id").is_not(None),
    ),
)

payment_method = Table(
    "payment_method",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("name", Text),  # empty: the kind's own name
    Column("settings", JsonText, nullable=False),  # never a secret: those are in the keyring
    Column("rules", JsonText, nullable=False),
    Column("position", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("removed_at", Micros),
)

payment = Table(
    "payment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # the idempotency key of every try of this attempt
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("register_id", Id, ForeignKey("register.id"), nullable=False),
    Column("shift_id", Id, ForeignKey("shift.id"), nullable=False),
    Column("method_id", Id, ForeignKey("payment_method.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("stop", Boolean, nullable=False),  # it is to be cancelled if it still can be
    Column("amount_minor", Long, nullable=False),  # what it pays of the order, rounding included
    Column("tip_minor", Long, nullable=False),
    Column("rounding_minor", Long, nullable=False),
    Column("given_minor", Long, nullable=False),
    Column("change_minor", Long, nullable=False),
    Column("currency", Text, nullable=False),
    Column("foreign_currency", Text),
    Column("foreign_minor", Long),
    Column("order_words", Text, nullable=False),
    Column("ask_tip", Boolean, nullable=False),
    Column("capture", Boolean, nullable=False),
    Column("reader", Text),
    Column("token", Text),
    Column("reference", Text),
    Column("provider_ref", Text),
    Column("brand", Text),
    Column("last_four", Text),
    Column("authorisation", Text),
    Column("entry", Text),
    Column("decline", Text),
    Column("phase", Text),
    Column("action_url", Text),
    Column("balance_minor", Long),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("approved_by", Id, ForeignKey("person.id")),
    Column("decided_by", Id, ForeignKey("person.id")),  # whose word stands for the provider's
    Column("created_at", Micros, nullable=False),
    Column("changed_at", Micros, nullable=False),
    Column("waits_until_at", Micros),  # from then on the outcome is asked for
    Column("asks", Integer, nullable=False),
    Column("next_at", Micros),  # when it is the worker's turn; empty: never again
    Column("last_error", Text),
    Column("charge_on", Text),  # sale, shipment: when an authorisation is charged; empty: at once
    Column("capture_state", Text),  # how far the charging of an authorisation is; empty: not wanted, or over
    Column("capture_minor", Long),  # what of it is, or was, asked to be charged; 0: it is let go
    CheckConstraint(
        "state IN ('created', 'sent', 'action_needed', 'authorised', 'taken', 'declined', 'cancelled', 'unknown')",
        name="state",
    ),
    Index("ix_payment_ticket_id", "ticket_id", "created_at"),
    Index("ix_payment_due", "next_at", sqlite_where=Column("next_at").is_not(None)),
    Index("ix_payment_provider_ref", "provider_ref"),
    Index("ix_payment_shift_id", "shift_id"),
    Index("ix_payment_capture", "created_at", sqlite_where=Column("capture_state").is_not(None)),
)

refund = Table(
    "refund",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("cause", Text, nullable=False),  # refund, void, rollback, overpaid, replacement
    Column("ticket_id", Id, nullable=False),  # the order that takes goods back, or the one that is undone
    Column("payment_id", Id, ForeignKey("payment.id")),
    Column("tender_id", Id),  # of the past sale
    Column("register_id", Id, ForeignKey("register.id"), nullable=False),
    Column("shift_id", Id, ForeignKey("shift.id"), nullable=False),
    Column("method_id", Id, ForeignKey("payment_method.id")),
    Column("kind", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("amount_minor", Long, nullable=False),  # positive: what the customer gets
    Column("rounding_minor", Long, nullable=False),
    Column("currency", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reference", Text),
    Column("label", Text),
    Column("refund_ref", Text),
    Column("voided", Boolean, nullable=False),
    Column("position", Integer, nullable=False),  # in which order several are carried out
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("approved_by", Id, ForeignKey("person.id")),
    Column("created_at", Micros, nullable=False),
    Column("changed_at", Micros, nullable=False),
    Column("asks", Integer, nullable=False),
    Column("next_at", Micros),
    Column("last_error", Text),
    CheckConstraint("state IN ('promised', 'sent', 'unknown', 'done', 'refused', 'replaced')", name="state"),
    Index("ix_refund_ticket_id", "ticket_id"),
    Index("ix_refund_payment_id", "payment_id"),
    Index("ix_refund_due", "next_at", sqlite_where=Column("next_at").is_not(None)),
)

payment_event = Table(
    "payment_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("payment_id", Id, ForeignKey("payment.id")),
    Column("refund_id", Id, ForeignKey("refund.id")),
    Column("at", Micros, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", JsonText, nullable=False),
    Index("ix_payment_event_payment_id", "payment_id", "at"),
    Index("ix_payment_event_refund_id", "refund_id", "at"),
)

stored_value = Table(
    "stored_value",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("code_key", LargeBinary, nullable=False, unique=True),  # a keyed hash: the code itself is nowhere
    Column("last_four", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("customer", Text),
    Column("note", Text),
    Column("blocked", Boolean, nullable=False),
    Column("issued_at", Micros, nullable=False),
    Column("expires_at", Micros),
    Column("order_id", Id),
)

stored_value_move = Table(
    "stored_value_move",
    metadata,
    Column("id", Id, primary_key=True),  # the key of what moved it: the same move can never be stored twice
    Column("value_id", Id, ForeignKey("stored_value.id"), nullable=False),
    Column("amount_minor", Long, nullable=False),  # signed: what it adds to the balance
    Column("reason", Text, nullable=False),
    Column("order_id", Id),
    Column("of_move_id", Id, ForeignKey("stored_value_move.id")),
    Column("person_id", Id),
    Column("moved_at", Micros, nullable=False),
    Index("ix_stored_value_move_value_id", "value_id"),
    Index("ix_stored_value_move_of_move_id", "of_move_id"),
)

reservation = Table(
    "reservation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("variant_row", Long, ForeignKey("variant.row"), nullable=False),
    Column("location_id", Id, ForeignKey("location.id"), nullable=False),
    Column("quantity_milli", Long, nullable=False),
    Column("expires_at", Micros, nullable=False),
    Index("ix_reservation_ticket_id", "ticket_id"),
    Index("ix_reservation_variant_row", "variant_row", "location_id"),
)

difference = Table(
    "difference",
    metadata,
    Column("id", Id, primary_key=True),
    Column("method_id", Id, ForeignKey("payment_method.id"), nullable=False),
    Column("kind", Text, nullable=False),  # missing_here, missing_there, amount, refund
    Column("provider_ref", Text),
    Column("payment_id", Id),
    Column("order_id", Id),  # the order that the provider's books name
    Column("ours_minor", Long),
    Column("theirs_minor", Long),
    Column("currency", Text, nullable=False),
    Column("happened_at", Micros, nullable=False),
    Column("found_at", Micros, nullable=False),
    Column("resolution", Text),
    Column("note", Text),
    Column("resolved_by", Id, ForeignKey("person.id")),
    Column("resolved_at", Micros),
    Index("ix_difference_method_id", "method_id", "provider_ref"),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", Long, primary_key=True, autoincrement=False),
    Column("at", Micros, nullable=False),
    Column("offset_minutes", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("register_id", Id),
    Column("person_id", Id),
    Column("approver_id", Id),
    Column("subject_id", Id),
    Column("body", Text, nullable=False),  # canonical JSON, hashed as it stands
    Column("previous_mac", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    Index("ix_journal_subject_id", "subject_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Long, primary_key=True),
    Column("id", Id, nullable=False, unique=True),  # the idempotency key
    Column("lane", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("body", JsonText, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before_at", Micros, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_until_at", Micros),
    Column("last_error", Text),
    Column("created_at", Micros, nullable=False),
    Index("ix_outbox_due", "state", "not_before_at"),
    sqlite_autoincrement=True,
)

platform_connection = Table(
    "platform_connection",
    metadata,
    Column("id", Id, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("settings", JsonText, nullable=False),  # never a secret: those are in the keyring
    Column("mapping", JsonText, nullable=False),
    Column("shop", JsonText, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("sign_in", Boolean, nullable=False),
    Column("connected_at", Micros, nullable=False),
    Column("removed_at", Micros),
)

delivery = Table(
    "delivery",
    metadata,
    Column("seq", Long, primary_key=True),
    Column("id", Id, nullable=False, unique=True),  # the idempotency key that the platform sees
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False),
    Column("connection_id", Id, ForeignKey("platform_connection.id"), nullable=False),
    Column("lane", Text, nullable=False),  # the connection and the aggregate
    Column("topic", Text, nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before_at", Micros, nullable=False),
    Column("asked", Boolean, nullable=False),  # it may have happened already: looked up before asked again
    Column("claimed_by", Text),
    Column("claimed_until_at", Micros),
    Column("error", JsonText),
    Column("fixes", JsonText),
    Column("platform_ref", Text),
    Column("created_at", Micros, nullable=False),
    Column("done_at", Micros),
    CheckConstraint("state IN ('waiting', 'claimed', 'done', 'parked', 'dropped')", name="state"),
    UniqueConstraint("outbox_id", "connection_id"),
    # Whether something is in front of it in its lane is read from this index alone.
    Index(
        "ix_delivery_live",
        "lane",
        "seq",
        "state",
        sqlite_where=Column("state").in_(("waiting", "claimed", "parked")),
    ),
    Index("ix_delivery_due", "connection_id", "state", "not_before_at"),
    Index("ix_delivery_done", "connection_id", "done_at"),
    Index("ix_delivery_subject_id", "subject_id"),
    sqlite_autoincrement=True,
)

delivery_event = Table(
    "delivery_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("delivery_id", Id, ForeignKey("delivery.id"), nullable=False),
    Column("at", Micros, nullable=False),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Index("ix_delivery_event_delivery_id", "delivery_id", "at"),
)

# What left or came here and a platform has not acknowledged yet: made when its event is routed, gone with the
# acknowledgement.
stock_waiting = Table(
    "stock_waiting",
    metadata,
    Column("delivery_id", Id, ForeignKey("delivery.id"), primary_key=True),
    Column("variant_row", Long, ForeignKey("variant.row"), primary_key=True),
    Column("location_id", Id, ForeignKey("location.id"), primary_key=True),
    Column("connection_id", Id, ForeignKey("platform_connection.id"), nullable=False),
    Column("quantity_milli", Long, nullable=False),
    Index("ix_stock_waiting_variant_row", "variant_row", "location_id", "connection_id"),
    sqlite_with_rowid=False,
)

platform_level = Table(
    "platform_level",
    metadata,
    Column("connection_id", Id, ForeignKey("platform_connection.id"), primary_key=True),
    Column("variant_row", Long, ForeignKey("variant.row"), primary_key=True),
    Column("location_id", Id, ForeignKey("location.id"), primary_key=True),
    Column("level_milli", Long, nullable=False),
    Column("told_at", Micros, nullable=False),  # by the platform's clock
    sqlite_with_rowid=False,
)

platform_link = Table(
    "platform_link",
    metadata,
    Column("connection_id", Id, ForeignKey("platform_connection.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("local_id", Id, primary_key=True),
    Column("ref", Text, nullable=False),
    Column("extra", JsonText),
    UniqueConstraint("connection_id", "kind", "ref"),
    sqlite_with_rowid=False,
)

platform_cursor = Table(
    "platform_cursor",
    metadata,
    Column("connection_id", Id, ForeignKey("platform_connection.id"), primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("looked_at", Micros, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Long, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("connection_id", Id, ForeignKey("platform_connection.id"), nullable=False),
    Column("delivery_ref", Text, nullable=False),  # the platform's id of the message: each is taken once
    Column("topic", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("happened_at", Micros),
    Column("received_at", Micros, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before_at", Micros, nullable=False),
    Column("last_error", Text, nullable=False),
    Column("field_name", Text, nullable=False),
    Column("processed_at", Micros),
    CheckConstraint("state IN ('waiting', 'done', 'ignored', 'quarantined')", name="state"),
    UniqueConstraint("connection_id", "delivery_ref"),
    Index("ix_inbox_due", "state", "not_before_at"),
    sqlite_autoincrement=True,
)

customer = Table(
    "customer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", Text, nullable=False, index=True),
    Column("phone", Text, nullable=False, index=True),
    Column("note", Text, nullable=False),
    Column("tax_exempt", Boolean, nullable=False),
    Column("addresses", JsonText, nullable=False),
    Column("extra", JsonText),
    Column("created_at", Micros, nullable=False),
    Column("updated_at", Micros, nullable=False),
)

online_order = Table(
    "online_order",
    metadata,
    Column("id", Id, primary_key=True),
    Column("connection_id", Id, ForeignKey("platform_connection.id"), nullable=False),
    Column("ref", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("paid", Boolean, nullable=False),
    Column("fulfilled", Boolean, nullable=False),
    Column("currency", Text, nullable=False),
    Column("total_minor", Long, nullable=False),
    Column("refunded_minor", Long, nullable=False),
    Column("our_order_id", Id),  # it is the copy of an order of ours
    Column("customer_id", Id, ForeignKey("customer.id")),
    Column("placed_at", Micros, nullable=False),
    Column("updated_at", Micros, nullable=False),
    Column("body", JsonText, nullable=False),
    UniqueConstraint("connection_id", "ref"),
    Index("ix_online_order_placed_at", "placed_at", "id"),
)

integration_minute = Table(
    "integration_minute",
    metadata,
    Column("system", Text, primary_key=True),
    Column("at", Micros, primary_key=True),
    Column("sent", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("time_outs", Integer, nullable=False),
    Column("trips", Integer, nullable=False),
    Column("fallbacks", Integer, nullable=False),
    Column("bad_signatures", Integer, nullable=False),
    Column("milliseconds", Long, nullable=False),
    Column("slowness", JsonText, nullable=False),  # calls by the class of their duration
)

device = Table(
    "device",
    metadata,
    Column("id", Id, primary_key=True),
    Column("family", Text, nullable=False),
    Column("driver", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("settings", JsonText, nullable=False),
    Column("fallback_id", Id, ForeignKey("device.id")),
    Column("position", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("removed_at", Micros),  # kept for the print jobs that name it
)

print_job = Table(
    "print_job",
    metadata,
    Column("seq", Long, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("device_id", Id, ForeignKey("device.id"), nullable=False),
    Column("order_id", Id),
    Column("document", JsonText),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before_at", Micros, nullable=False),
    Column("expires_at", Micros),
    Column("last_error", Text),
    Column("created_at", Micros, nullable=False),
    Column("finished_at", Micros),
    CheckConstraint(
        "state IN ('held', 'queued', 'printing', 'unsure', 'printed', 'sent', 'failed', 'cancelled')",
        name="state",
    ),
    Index("ix_print_job_due", "device_id", "state", "not_before_at"),
    Index("ix_print_job_order_id", "order_id"),
    sqlite_autoincrement=True,
)


def for_postgresql() -> None:
    """Gives PostgreSQL the partial indexes too. Called before it is used: naming its options loads its whole
    dialect, which a register on its own file never needs and would pay for at every start."""
    for table, name, condition in (
        (product, "ix_product_favourite", product.c.favourite_position.is_not(None)),
        (product, "ix_product_retired", text("NOT active")),
        (shift, "uq_shift_open", shift.c.closed_at.is_(None)),
        (order_line, "ix_order_line_returns_line_id", order_line.c.returns_line_id.is_not(None)),
        (sale_order, "ix_sale_order_customer_key", sale_order.c.customer_key.is_not(None)),
        (tender, "ix_tender_last_four", tender.c.last_four.is_not(None)),
        (tender, "ix_tender_returns_tender_id", tender.c.returns_tender_id.is_not(None)),
        (payment, "ix_payment_due", payment.c.next_at.is_not(None)),
        (payment, "ix_payment_capture", payment.c.capture_state.is_not(None)),
        (refund, "ix_refund_due", refund.c.next_at.is_not(None)),
        (delivery, "ix_delivery_live", delivery.c.state.in_(("waiting", "claimed", "parked"))),
    ):
        index = next(each for each in table.indexes if each.name == name)
        index.dialect_options["postgresql"]["where"] = condition

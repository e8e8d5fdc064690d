"""What is sold: taxes, categories, products, their variants and codes."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import DecimalText, Id, JsonText

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

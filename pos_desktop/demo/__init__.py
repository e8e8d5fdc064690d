"""The demo store: a shop with products, people and a month of sales, to try the register on."""

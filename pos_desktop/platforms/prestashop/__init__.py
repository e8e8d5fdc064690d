"""PrestaShop, over its web service."""

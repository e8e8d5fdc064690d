"""WooCommerce: a shop in WordPress, over its REST API version 3."""

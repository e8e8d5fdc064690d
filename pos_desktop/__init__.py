"""POS Desktop: an offline-first point-of-sale register."""

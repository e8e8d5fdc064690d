"""E-commerce platforms: one folder each, the same file names in every folder."""

"""Sylius 2, over its API Platform endpoints."""

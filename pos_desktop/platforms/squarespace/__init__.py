"""Squarespace, over its Commerce APIs."""

"""Wix stores, over Wix's REST APIs."""

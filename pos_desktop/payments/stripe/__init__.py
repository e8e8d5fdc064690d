"""Payments by Stripe: readers driven by its servers, cards by token, links to pay by."""

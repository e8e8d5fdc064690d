"""Scanners on a wire of their own; those that type like a keyboard need no driver."""

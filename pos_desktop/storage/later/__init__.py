"""Statements written down at import and said to SQLAlchemy when somebody needs them; see `later.expression`."""

"""The shop's database: encrypted SQLite at a register, PostgreSQL at the hub, one schema for both."""

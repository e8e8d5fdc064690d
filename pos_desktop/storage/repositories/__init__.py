"""The tables as the application asks for them; each repository lives in one transaction."""

"""Links for people outside: token, purpose, one-time code, log."""

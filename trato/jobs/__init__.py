"""Background jobs and the ticker."""

"""Outbox and inbox."""

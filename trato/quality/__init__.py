"""Complaints, deviations, findings, nonconformities and actions."""

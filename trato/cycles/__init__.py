"""Cycles: evidence in, progress out; deadlines, waivers, closing."""

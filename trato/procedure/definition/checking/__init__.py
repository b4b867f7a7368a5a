"""Check a definition that could be read: names, conditions, circles, what can never happen, waivers."""

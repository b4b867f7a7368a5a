"""Read a definition from TOML or from its canonical JSON; every problem is collected, none hides another."""

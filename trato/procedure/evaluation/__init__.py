"""The state of a cycle as a pure function of its events, a definition and a moment."""

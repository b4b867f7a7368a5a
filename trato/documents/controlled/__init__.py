"""The controlled document for people: its sheets of paper on screen, its state, its changes, the master list."""

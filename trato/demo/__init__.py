"""The demonstration's stories, told through the actions."""

"""Users, the roles they hold over time, sign-in, visibility."""

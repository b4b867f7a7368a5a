"""The home of people outside the organisation."""

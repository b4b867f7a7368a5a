"""The definition of a procedure: its shape, how it is read, checked and identified."""

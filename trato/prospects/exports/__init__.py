"""Take a list away as a file: what goes in each column, how the file is written, a long one made in the background."""

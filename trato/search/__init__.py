"""One index of everything people look for by a word. It knows nothing of what is in it: other packages declare that."""

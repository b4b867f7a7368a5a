"""Reasons and conditions in words, Spanish (voseo) and English, from the definition's own labels."""

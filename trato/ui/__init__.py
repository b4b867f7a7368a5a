"""Base templates, components, style sheets and scripts shared by every page."""

"""Regions and their departments, as the administrator keeps them."""

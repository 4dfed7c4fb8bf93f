"""Members of staff: their accounts and their roles, as the administrator keeps them."""

"""A condition of an order, entered or changed: what, where, when, how strictly; and the shared library of public places."""

"""Bilezik: an open information core for court-ordered electronic supervision."""

__version__ = "0.1.0"

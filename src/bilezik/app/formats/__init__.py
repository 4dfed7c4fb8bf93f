"""How numbers are written in a language that Django has no formats for: a folder a language, in the shape Django loads."""

"""What the stages hand each other: frozen types and their own invariants.

Rules of this package:
1. Types only: no I/O, no clock, no randomness, no logging. `now` is always an argument.
2. Every type is a frozen `msgspec.Struct`: cheap to make, compared by value, and written to the
   stream, the database and the record without a second description of its shape.
3. An instant is an `int` of microseconds (`domain.instant`), a name that ends in `_at`; a length of
   time is an `int` of microseconds too, made by `seconds()`, `minutes()`, `hours()`, `days()`.
4. A name carries its unit (`accuracy_m`, `speed_mps`, `battery_pct`).
5. An identifier is a 64-bit `int` here and a string in JSON that leaves the system (law 13).
"""

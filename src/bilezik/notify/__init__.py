"""Telling people of alerts that nobody takes: who is told what, when, by which channel, and what became of it.

1. `rounds` is what the steward calls, with the time as an argument; every step it takes is a deed of the system.
2. `channels` is the only module that sends; what cannot be sent comes back as a value that says whether trying again may help.
3. A notice names no person: it says what kind of alert waits where and since when, and where to look.
"""

"""The wire kit: checksums, fields, sentences, moments and framing that more than one protocol needs.

1. Pure: bytes in, values out. No socket, no clock.
2. Nothing here knows a protocol; a protocol's own quirk lives in its own folder.
3. Whatever bytes come, memory is bounded: a framer holds at most its `limit`.
"""

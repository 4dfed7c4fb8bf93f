"""The programs' way in: lists, deeds and the live feed under /api/v1/, described by OpenAPI.

1. Ids are strings (law 13), times RFC 3339 in UTC, lists page by cursor, errors are RFC 9457 problem documents.
2. A request is of a user, by token or by session, and needs the right of its route; what it changes, it changes by a deed.
3. The feed costs no query a reader: one hub a process listens, everybody reads from its memory.
"""

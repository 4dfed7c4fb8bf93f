"""Officers' and operators' screens: server-rendered pages, a folder a screen.

1. A screen reads through its `reading` module and writes only through `bilezik.deeds` (law 9).
2. Facts, inference and judgement are told apart by place and wording: the device said, the system infers, a person decided.
3. A page works as plain links and forms; `web/` adds what is alive (map, queue, clocks), nothing else.
4. Nothing comes from another host, no script or style is inline.
5. Every sentence goes through gettext; `words` holds those that a kind, a state or a mark is called by.
6. An instant is shown in the person's local time, with the zone beside it on hover; what lasts counts by itself.
"""

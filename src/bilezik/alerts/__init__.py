"""Violations -> alerts: the lifecycle, the grouping, the priority, the escalation.

1. `lifecycle` holds the one transition table; whatever is not in it is refused.
2. `grouping` decides which alert a violation belongs to, so that one matter is one piece of work.
3. `priority` and `escalation` say how urgent it is and when it is sent on if nobody takes it.
4. Nothing here resolves an alert: people do (law 11).
"""

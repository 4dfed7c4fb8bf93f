"""The rules: one module a condition kind, each a pure `step(condition, state, seen) -> (state, verdicts, wake_at)`.

1. A rule knows its condition, its own small memory, and what is seen now; it knows nothing of fixes, devices or other rules.
2. A rule never decides while its condition rests: `seen.rest` says why (no order, a permission, outside the schedule), and an
   open violation is closed with that reason.
3. `wake_at` is when the rule wants to look again without news (law 2); NEVER when only news can change its mind.
4. Zone rules raise at likely or certain and never at unsure; unsure asks for a witness, not more often than `ASK_EVERY`.
"""

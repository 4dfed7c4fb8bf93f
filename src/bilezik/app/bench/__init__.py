"""`bilezik bench ingest`: the whole path measured from the outside, design section 10 to the letter.

1. Scratch engines, the real schema, the real roles as processes of their own, the load generator as another: nothing is left out
   and nothing runs inside the bench that would not run in service.
2. Counts come from the outside: what the sender was answered against what a SELECT finds, never from a counter of a role.
3. The ceiling is measured in the same run, before, with everything else idle.
"""

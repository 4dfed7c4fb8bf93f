"""People, receivers and devices that speak the real protocols: the demo, the benchmarks and the proof against known truth.

1. Everything is a function of a seed and a moment: the same seed gives the same people, the same errors and the same truth.
2. The truth is written down apart from what the devices say, so that a run can be scored.
3. Homes, places of work and shopping centres are invented; only the cities are real.
"""

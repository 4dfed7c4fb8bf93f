"""The operator's desk: queue, map, and the alert or person in hand."""

"""The map: where people are, their zones, the positions of one record. Maps do not lie: every position has its error and age."""

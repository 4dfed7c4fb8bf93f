"""My people today. It answers: who of mine needs me now, and what will happen today and in the days to come."""

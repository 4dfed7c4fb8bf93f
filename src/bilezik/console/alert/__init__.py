"""The alert. It answers: what happened, how sure are we, what has been tried, what are the options."""

"""From matches to events: what happened, to whom, and is it new."""

"""From a feed's bytes to the entries it announces, and when to ask again."""

"""From an article to matches: which rules fire, and on which words."""

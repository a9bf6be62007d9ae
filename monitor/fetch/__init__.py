"""From an address to bytes: polite, bounded, and safe against hostile servers."""

"""From a page's bytes to an article, and whether we have met it before."""

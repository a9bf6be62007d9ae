"""The seed articles served as a site, and the real pipeline run over it."""

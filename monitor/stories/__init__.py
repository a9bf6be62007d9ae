"""Events over many articles: which report tells a known one, and what it changes or adds. Pure."""

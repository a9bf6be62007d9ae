"""The seed articles as a small news site on loopback, and the demo that runs the daemon over it."""

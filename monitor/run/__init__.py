"""How the daemon lives: wiring, ticks, children, signals."""

"""Monitor watches news feeds and alerts analysts when something new happens."""

__version__ = "0.1.0"

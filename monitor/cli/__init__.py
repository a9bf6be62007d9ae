"""The `monitor` command: thin doors, one module per noun, over the layers below."""

from monitor.cli.app import main

__all__ = ["main"]

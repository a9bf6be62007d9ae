"""From something new to messages: who is told, in what words, over which channel."""

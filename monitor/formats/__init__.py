"""What feeds and articles both read: addresses, charsets, dates and markup of the web."""

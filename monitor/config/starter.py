"""The commented configuration that `monitor init` writes. It is valid as it stands, and tested."""

STARTER = """\
# Monitor's configuration. Everything here has a default; lines with # show what could be said.
# `monitor check` judges this file. Relative paths start from this file's folder.
# Durations are written "30s", "15m", "2h", "1d"; sizes "500KB", "10MB".

[store]
# Where everything is remembered. Without a word here: monitor.db beside this file, or in systemd's
# state directory when Monitor runs as a service.
# path = "monitor.db"
# url_credential = "database"           # a PostgreSQL address instead, kept as a secret

[rules]
path = "rules"

[polling]
every = "15m"                           # for feeds that say nothing else
# contact = "https://example.org/bot"   # who runs this; sent along with every request
# host_gap = "1s"                       # between two requests to one host
# deadline = "30s"                      # for one whole exchange
# max_feed = "10MB"
# max_page = "5MB"
# robots = true                         # obey robots.txt for article pages
# allowed_ports = [80, 443]
# allow_private = ["127.0.0.1:8080"]    # private addresses are refused unless listed here
# jitter = 0.1
# slowest = "1h"                        # a feed that publishes rarely may be asked this rarely
# without_validators = "1h"             # least wait where a server cannot say "not modified"

[reading]
# at_once = 8                           # articles read side by side
# reread_after = ["2m", "15m", "2h", "12h"]   # when a page could not be had

[children]
# workers = 2                           # without it: one per processor but one
# memory = "1GB"                        # what one child may use

[delivery]
# backoff = "30s"                       # first wait after a failed send; doubled each time
# backoff_cap = "1h"
# give_up_after = "72h"                 # then it is listed as dead: `monitor deliveries list`
# message_domain = "monitor.example.org"   # the right half of every Message-ID

# Channels: who is told what. A channel's address is a secret and is never shown; keep it in this
# file (chmod 600), or give one of these instead of url:
#   url_file = "ops.secret"             a file with the address on its first line
#   url_credential = "ops"              a systemd credential (LoadCredential=ops:/etc/...)
#   url_env = "MONITOR_OPS_URL"         an environment variable
# Without topics, rules and min_severity a channel is told everything.
# `monitor channels test NAME` sends a test.

[channels.terminal]
url = "terminal:"

# [channels.desk]                       # mail: one message for each recipient
# url = "mailtos://user:password@smtp.example.org:587?from=monitor@example.org"
# to = ["analyst@example.org", "editor@example.org"]
# topics = ["drone-deals", "arms-*"]
# min_severity = "medium"               # low, medium, high or critical
# digest = "07:00"                      # old events and what is of low severity, once a day
# quiet = "22:00-06:30"                 # held back until their end, but what is critical
# timezone = "Europe/Istanbul"

# [channels.operator]                   # told when a feed fails, moves or falls silent; no alerts
# operator = true
# url = "mailtos://user:password@smtp.example.org:587?from=monitor@example.org"
# to = ["operator@example.org"]

# [channels.hook]                       # a webhook: JSON with every field of the alert
# url = "jsons://hooks.example.org/monitor?+Authorization=Bearer%20token"

# [channels.chat]                       # any service that apprise speaks to
# url = "slack://token-a/token-b/token-c/#alerts"
# rules = ["drone-deals-*"]
# per_minute = 20

[log]
# level = "info"                        # debug, info, warning or error
# format = "auto"                       # json, text, or auto: text on a terminal
"""

"""The few exceptions Monitor raises on purpose.

An expected failure of the outside world (a 503, a broken feed, a refused recipient) is a value in
`monitor.model`, not an exception. What is raised here stops a command: it names the thing, the
place and the mend, and the command line prints it as one line and exits with `exit_code`.
"""


class MonitorError(Exception):
    """Something the operator must mend; the message says what, where and how."""

    exit_code = 1


class UsageError(MonitorError):
    """The command was called in a way it cannot follow."""

    exit_code = 2


class ConfigError(MonitorError):
    """The configuration file cannot be used as it stands."""

    exit_code = 3


class RuleError(MonitorError):
    """The rule files cannot be used as they stand."""

    exit_code = 4


class StoreError(MonitorError):
    """The database cannot be opened, read or written."""

    exit_code = 5


class AlreadyRunning(MonitorError):
    """Another Monitor works on the same database."""

    exit_code = 6


class NotFound(MonitorError):
    """Nothing by that name or number is known."""

    exit_code = 7

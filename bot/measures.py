"""What is measured while it runs. Here nothing is: `bot/web/metrics.py` keeps it, where Waymark is served.

Measured are kinds, reasons and seconds, never who, what about or in which words.
"""


class Measures:
    """One for a process, in its `Runtime`."""

    def turn(self, kind: str, seconds: float, failure: str) -> None:
        """A turn in Teams of that kind was answered, or failed for that reason; '' where it did not."""

    def sent(self, seconds: float, status: int) -> None:
        """A request to Teams was answered with that status, 0 where it never was, after so long."""

    def waited(self, seconds: float) -> None:
        """So long a transaction waited before it could begin."""

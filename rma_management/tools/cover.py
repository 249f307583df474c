# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cover:
    """One promise that may pay for a unit, and whether it does.

    :param source: ``warranty``, ``repair`` (an earlier repair's own) or ``contract``
    :param holds: whether it pays for this fault, reported on this day
    :param reason: why, as a sentence for people
    :param parts: percentage of the parts that it takes, 0 to 100
    :param labour: percentage of labour and fees that it takes, 0 to 100
    """

    source: str
    holds: bool
    reason: str
    parts: float = 0.0
    labour: float = 0.0
    term: Any = None
    contract: Any = None
    evidence: Any = None

    @property
    def coverage(self):
        """How the unit is charged under this promise."""
        return "contract" if self.source == "contract" else "free"

    @property
    def rank(self):
        """What is best for the customer ranks highest; warranty before contract."""
        return (self.parts + self.labour, self.source != "contract")

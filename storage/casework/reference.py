"""The references by which people speak of a case (WC-7K2P-QX) and of an assessment (WA-7K2P-QX)."""

import re

from storage.records.reference import LETTERS, tidy, unused

REFERENCE = re.compile(rf"\bW[AC]-[{LETTERS}]{{4}}-[{LETTERS}]{{2}}\b", re.IGNORECASE)

__all__ = ["REFERENCE", "tidy", "unused"]

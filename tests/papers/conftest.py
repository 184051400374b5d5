"""The invented papers lie beside the tests; the bench of the press uses them as well."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

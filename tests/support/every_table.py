"""Every table that the product defines, with whatever module it is in."""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

import storage
from storage.database.columns import metadata


@cache
def every_table() -> Sequence[sa.Table]:
    for module in pkgutil.walk_packages(storage.__path__, "storage."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    return [metadata.tables[name] for name in sorted(metadata.tables)]

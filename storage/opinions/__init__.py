"""Opinions and the demand list: tables here, repositories in the modules (`entries` looks at the tables, and is looked at by them)."""

from storage.opinions.tables import demand_supports, demands, opinions

__all__ = ["demand_supports", "demands", "opinions"]

"""What actions and handlers share of the storage room: the unit of work and the form."""

from storage.forms import Form
from storage.unit_of_work import DuplicateUpdate, UnitOfWork

__all__ = ["DuplicateUpdate", "Form", "UnitOfWork"]

"""What actions and handlers share of the storage room: the unit of work and the form."""

from storage.forms import Form
from storage.jobs import Job
from storage.schedule import DueItem
from storage.unit_of_work import DuplicateUpdate, UnitOfWork

__all__ = ["DueItem", "DuplicateUpdate", "Form", "Job", "UnitOfWork"]

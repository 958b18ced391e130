"""Topics, the statements that residents make of them, and how each was answered."""

from storage.statements.tables import statement_answers, statements, topics

__all__ = ["statement_answers", "statements", "topics"]

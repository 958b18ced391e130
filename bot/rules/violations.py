"""The root of all refusals: an exception that carries data and leaves the words to a template.

A subclass is a `@dataclass(eq=False)` whose fields are what its template is given; not frozen, because Python itself
writes `__traceback__` and `__context__` on an exception while it travels. `VoteClosed` of the feature `votes` is the
template `messages/votes/vote_closed.<language>.j2`.
"""

import hashlib
import re
from dataclasses import fields, is_dataclass
from typing import Any, ClassVar

# No sign that is taken for another when it is read aloud or copied by hand.
CODE_SIGNS = "23456789ACDEFGHJKMNPQRTUVWXY"
CODE_LENGTH = 4


def code_of(words: str) -> str:
    """Of a text that refuses, `<feature>/<template>`; also where nothing is raised, because something is kept."""
    digest = hashlib.sha256(words.encode()).digest()
    return "".join(CODE_SIGNS[byte % len(CODE_SIGNS)] for byte in digest[:CODE_LENGTH])


class RuleViolation(Exception):
    slug: ClassVar[str]
    remembered: ClassVar[bool] = True
    """Quoted when its person asks for help; not where it is the asking itself that was refused."""

    @classmethod
    def template(cls) -> str:
        """The name of the template that says this refusal: the class name in snake_case."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def reason(cls) -> str:
        """`<feature>/<template>`: this kind of refusal, for those who look into it."""
        return f"{cls.slug}/{cls.template()}"

    @classmethod
    def code(cls) -> str:
        """Four signs that name this kind of refusal, everywhere and always the same; somebody can read them out by telephone."""
        return code_of(cls.reason())

    @property
    def data(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)} if is_dataclass(self) else {}

    def __reduce__(self) -> tuple[Any, ...]:
        # Worker processes hand violations back by pickle, which would otherwise lose arguments given by name.
        return type(self), tuple(self.data.values())

    def __str__(self) -> str:
        return ", ".join([self.template(), *(f"{name}={value!r}" for name, value in self.data.items())])

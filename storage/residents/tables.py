"""Tables of people: accounts, consents, bindings, objections, appointments, codes, calls for help."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.base import PublicId, UtcDateTime, metadata

people = Table(
    "people",
    metadata,
    Column("id", PublicId, primary_key=True),
    # Null once somebody has left: what they did stays under the id, and nothing leads back to the account.
    Column("telegram_id", BigInteger, unique=True),
    # Only of people with a role; residents are named by the roster.
    Column("name", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
)
consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", PublicId, ForeignKey("people.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)
_LIVING = text("state IN ('pending', 'active', 'suspended')")
bindings = Table(
    "bindings",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("home_id", PublicId, ForeignKey("homes.id"), nullable=False),
    Column("person_id", PublicId, ForeignKey("people.id"), nullable=False),
    Column("role", String(8), nullable=False),
    Column("owner_id", PublicId, ForeignKey("roster_owners.id")),
    Column("state", String(10), nullable=False),
    Column("via", String(8), nullable=False),
    # What a newcomer wrote as their name; gone once somebody has decided.
    Column("typed_name", String(64)),
    # Who has the request: building_head, compound_chief or staff, since when.
    Column("holder", String(16)),
    Column("holder_since", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_by", PublicId),
    Column("decided_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("ended_by", PublicId),
    Column("end_reason", Text),
    Index("ix_bindings_home_id", "home_id", "state"),
    Index("ix_bindings_person_id", "person_id", "state"),
    Index("ix_bindings_compound_id", "compound_id", "state"),
    # Who speaks for an owner of a vote: without it a reminder looks through all bindings for each owner.
    Index("ix_bindings_owner_id", "owner_id", "state"),
    # One living binding of a person at a home, however many taps race.
    Index("uq_bindings_living", "home_id", "person_id", unique=True, sqlite_where=_LIVING, postgresql_where=_LIVING),
)
# Somebody of the home says that they do not know a newcomer.
objections = Table(
    "objections",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("binding_id", PublicId, ForeignKey("bindings.id"), nullable=False, index=True),
    Column("compound_id", PublicId, nullable=False),
    Column("person_id", PublicId, ForeignKey("people.id"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    # open, withdrawn, kept (the newcomer stays), ended
    Column("state", String(10), nullable=False),
    Column("settled_by", PublicId),
    Column("settled_at", UtcDateTime),
)
_HELD = text("state IN ('proposed', 'active')")
appointments = Table(
    "appointments",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("person_id", PublicId, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("place_id", PublicId, ForeignKey("places.id"), nullable=False, index=True),
    # proposed (a chief before the second member of staff), active, ended
    Column("state", String(10), nullable=False),
    Column("granted_by", PublicId),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("confirmed_by", PublicId),
    Column("ended_at", UtcDateTime),
    Column("ended_by", PublicId),
    Column("end_reason", Text),
    Index("uq_appointments_held", "person_id", "role", "place_id", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
)
invites = Table(
    "invites",
    metadata,
    Column("id", PublicId, primary_key=True),
    # SHA-256 of the code: a copy of the database opens no home.
    Column("code_hash", String(64), nullable=False, unique=True),
    # role: an appointment; slip: owner of a home; household: family or tenant
    Column("kind", String(10), nullable=False),
    Column("role", String(20), nullable=False),
    Column("place_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("home_id", PublicId, ForeignKey("homes.id")),
    Column("owner_id", PublicId, ForeignKey("roster_owners.id")),
    Column("created_by", PublicId),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_by", PublicId),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Index("ix_invites_home_id", "home_id"),
)
code_tries = Table(
    "code_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("home_id", PublicId),
    Column("tried_at", UtcDateTime, nullable=False),
    Index("ix_code_tries_telegram_id", "telegram_id", "tried_at"),
    Index("ix_code_tries_home_id", "home_id", "tried_at"),
)
# What an unbound person tapped, to be asked again after binding ("just now you tapped agree: record it?").
remembered_taps = Table(
    "remembered_taps",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("vote_id", PublicId, nullable=False),
    Column("choice", String(8), nullable=False),
    Column("tapped_at", UtcDateTime, nullable=False),
)
# What each account was refused last, as `<feature>/<template>`: quoted when it asks for help.
last_refusals = Table(
    "last_refusals",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", String(96), nullable=False),
    Column("refused_at", UtcDateTime, nullable=False),
)
# Who asked for help, and who went; the words are in the letter only.
help_calls = Table(
    "help_calls",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, index=True),
    Column("place_id", PublicId, ForeignKey("places.id")),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("taken_by", PublicId),
    Column("taken_at", UtcDateTime),
)

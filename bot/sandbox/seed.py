"""A world from its data, by the product's own actions: roster, invites, bindings, a group, an open vote, ballots."""

import asyncio
import csv
import hashlib
import io
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.actions.ballots import VoteCaster
from bot.actions.compounds import ensure_compound, import_roster
from bot.actions.groups import bind_group, enter_group
from bot.actions.residents import accept_offer, agree, invite_role, open_code
from bot.actions.unit import UnitOfWork
from bot.actions.votes.opening import open_vote
from bot.files.rosters import read_roster
from bot.rules.groups import Standing
from bot.rules.residents import PRIVACY_VERSION, SLIP_LIFE, HomeRole, InviteKind, Place, PlaceKind, Role
from bot.rules.votes import Choice
from bot.rules.votes.drafts import Draft, Drafter
from bot.runtime.app import App
from bot.runtime.clock import SandboxClock
from bot.runtime.delivery.budgets import UNLIMITED
from bot.sandbox.people_at_hand import Hands
from bot.sandbox.world import World
from bot.sandbox.worlds import Home, Person, WorldData, load_world
from storage.base import new_id
from storage.residents import NewInvite

SOURCE = "和平小区花名册.csv"
# The vote was opened a little before the page opens, the bindings are of the days before.
BOUND_BEFORE = timedelta(days=3)
OPENED_BEFORE = timedelta(minutes=26)
SAID_BEFORE = timedelta(minutes=27)
# What happened before the page opens happened by day, also when it opens at night: letters then wait for the morning.
DAY_FROM, DAY_UNTIL = time(8, 30), time(20, 30)
# It closes on the second day after, when people are home.
CLOSES_DAYS, CLOSES_HOUR = 2, 18


async def seed_world(app: App, world: World, clock: SandboxClock) -> None:
    """Fills an empty world and an empty database; the clock ends where it began."""
    await Seed(app, world, clock, load_world("heping")).run()


class Seed:
    def __init__(self, app: App, world: World, clock: SandboxClock, data: WorldData) -> None:
        self._app = app
        self._world = world
        self._clock = clock
        self._data = data
        self._hands = Hands(app, world, clock)
        self._compound: Place | None = None

    async def run(self) -> None:
        """At no limits: what is sent here is history, and the platform is the sandbox's own."""
        pace, self._app.budgets.pace = self._app.budgets.pace, UNLIMITED
        await self._app.open_services()
        try:
            await self._fill(self._clock.now())
        finally:
            self._app.budgets.pace = pace
            await self._app.close_services()

    async def _fill(self, start: datetime) -> None:
        latest = last_daytime(start.astimezone(self._zone))
        self._meet()
        self._clock.move_to(latest - BOUND_BEFORE)
        await self._together(self._import)
        await self._appoint_and_bind()
        await self._gather()
        self._clock.move_to(latest - SAID_BEFORE)
        self._talk()
        self._clock.move_to(latest - OPENED_BEFORE)
        vote_id = await self._open(start)
        await self._vote(vote_id, latest)
        self._clock.move_to(latest)
        await self._wait_for_the_head()
        await self._app.delivery.empty()
        self._clock.move_to(start)
        self._world.state.queue.clear()
        self._forget_what_was_read()

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._app.facts.timezone)

    @property
    def _place(self) -> Place:
        assert self._compound is not None
        return self._compound

    def _meet(self) -> None:
        for person in self._data.people:
            self._world.add_person(
                person.slug,
                person.account,
                person.name,
                person.name_en,
                role=person.role,
                role_en=person.role_en,
                side=person.side,
                color=person.color,
                named=person.named,
                crowd=not person.named and bool(person.home),
            )
        for group in self._data.groups:
            members = [person.slug for person in self._data.people] if group.everybody else list(group.members)
            titles = (group.slug, group.title, group.title_en)
            self._world.add_group(*titles, members, group.owner, subtitle=group.subtitle, subtitle_en=group.subtitle_en)

    async def _together(self, work: Callable[[UnitOfWork], Awaitable[None]]) -> None:
        """Many actions in one transaction: a world of this size is written in one go, not in two hundred."""
        async with self._app.unit(True) as unit:
            await work(unit.lent())
            await unit.commit()
        await self._app.delivery.empty()

    async def _import(self, unit: UnitOfWork) -> None:
        names = (self._data.street, self._data.community, self._data.compound)
        self._compound = await ensure_compound(unit, street=names[0], community=names[1], compound=names[2])
        data = roster_csv(self._data.homes)
        reading = read_roster(data, SOURCE)
        digest = hashlib.sha256(data).hexdigest()
        await import_roster(
            unit, compound_id=self._place.id, reading=reading, file_name=SOURCE, sha256=digest, imported_by=None, now=self._clock.now()
        )

    async def _appoint_and_bind(self) -> None:
        """Named people through the very screens they would see; the others by the actions behind them."""
        for person in self._data.people:
            for code in await self._codes(person):
                await self._hands.use_code(person.slug, code)
        await self._together(self._bind_crowd)

    async def _codes(self, person: Person) -> list[str]:
        """Payloads of the links that were given to a named person."""
        if not person.named:
            return []
        async with self._app.unit(True) as unit:
            codes = []
            for role, place in await self._roles(unit, person):
                _, issued = await invite_role(unit.lent(), role=role, place_id=place, granter=None, link="", now=self._clock.now())
                codes.append(issued.payload)
            if person.home:
                codes.append(await self._slip(unit, person))
            await unit.commit()
        return codes

    async def _roles(self, unit: UnitOfWork, person: Person) -> list[tuple[Role, str]]:
        community = self._place.path[-2]
        buildings = {one.name: one.id for one in await unit.compounds.places_under(self._place, PlaceKind.BUILDING)}
        roles = [(Role.COMMUNITY_STAFF, community)] if person.staff else []
        roles += [(Role.COMPOUND_CHIEF, self._place.id)] if person.chief else []
        return roles + ([(Role.BUILDING_HEAD, buildings[person.head_of])] if person.head_of else [])

    async def _slip(self, unit: UnitOfWork, person: Person) -> str:
        home = await unit.doors.home_named(self._place.id, *person.home.split("-"))
        assert home is not None, person.home
        owners = {owner.name: owner.id for owner in await unit.doors.owners(home.id)}
        kind = InviteKind.SLIP if person.lives_as is HomeRole.OWNER else InviteKind.HOUSEHOLD
        owner_id = owners[person.owner] if person.owner else None
        expires = self._clock.now() + SLIP_LIFE
        issued = await unit.invites.issue(
            NewInvite(kind, person.lives_as, self._place.id, None, expires, home_id=home.id, owner_id=owner_id), self._clock.now()
        )
        return issued.payload

    async def _bind_crowd(self, unit: UnitOfWork) -> None:
        now = self._clock.now()
        for person in self._data.people:
            if person.named or not person.home:
                continue
            self._world.start(person.slug)
            payload = await self._slip(unit, person)
            code = payload.partition("_")[2]
            offer = await open_code(unit, telegram_id=person.account, code=code, language="zh", now=now)
            invite_id: str = offer.invite_id  # type: ignore[union-attr]
            await accept_offer(unit, telegram_id=person.account, invite_id=invite_id, display_name=person.name, now=now)
            await agree(unit, telegram_id=person.account, version=PRIVACY_VERSION, display_name=person.name, now=now)

    async def _gather(self) -> None:
        """The bot comes into the group, and staff bind it."""
        for group in self._data.groups:
            if not group.with_bot:
                continue
            chat = self._world.chat(group.slug)
            self._world.add_bot(group.slug, group.owner)
            staff = self._data.person(group.owner).account
            username, now = self._app.facts.bot_username, self._clock.now()
            await enter_group(
                self._app.unit(True),
                chat_id=chat.id,
                title=group.title,
                added_by=staff,
                standing=Standing(hears_only_addressed=True),
                language="zh",
                bot_username=username,
                now=now,
            )
            async with self._app.unit(False) as unit:
                known = await unit.groups.group(chat.id)
            assert known is not None
            where = {"group_id": known.id, "place_id": self._place.id}
            await bind_group(self._app.unit(True), **where, telegram_id=staff, language="zh", bot_username=username, now=now)
        await self._app.delivery.empty()

    def _talk(self) -> None:
        for slug, chat, text in self._data.said:
            self._world.say(slug, chat, text, at=self._clock.now())

    async def _open(self, start: datetime) -> str:
        drafter = self._data.drafter.account
        zone = self._zone
        day = (start.astimezone(zone) + timedelta(days=CLOSES_DAYS)).replace(hour=CLOSES_HOUR, minute=0, second=0, microsecond=0)
        async with self._app.unit(False) as unit:
            actor = await unit.residents.actor(drafter, "zh")
        place, by = self._place, Drafter(actor, zone, self._clock.now(), self._app.profiles)
        # Announced in time, where the installation's profile asks for that.
        notice = by.local_now.date() - timedelta(days=by.profile.notice_days)
        title, body = self._data.vote_title, self._data.vote_body
        draft = Draft(new_id(), place.id, place.id, title=title, body=body, closes_at=day, short_confirmed=True, noticed_on=notice)
        opened = await open_vote(self._app.unit(True), by, draft=draft)
        await self._app.delivery.empty()
        return opened.heading.vote_id

    async def _vote(self, vote_id: str, latest: datetime) -> None:
        """Their taps, spread over the time since the opening."""
        caster = self._app.services["caster"]
        assert isinstance(caster, VoteCaster)
        voters = [person for person in self._data.people if person.did in set(Choice)]
        opened, taps = self._clock.now(), []
        for number, person in enumerate(voters, start=1):
            # Whoever taps has the phone in their hand: what came before is read.
            self._world.read(person.slug, self._world.private_chat(self._world.person(person.slug)).slug)
            at = opened + (latest - opened) * number / (len(voters) + 1)
            taps.append(caster.cast(vote_id=vote_id, telegram_id=person.account, choice=Choice(person.did), received_at=at, now=at))
        # Their ballots came without a tap in this world; the crowd must not bring them a second time.
        self._world.state.pressed[vote_id] = {person.account for person in voters}
        # Handed in together, in their order: written in one go, as a burst of taps is.
        await asyncio.gather(*taps)
        self._clock.move_to(at)
        await self._app.delivery.empty()

    async def _wait_for_the_head(self) -> None:
        """A newcomer has asked, on the screens that newcomers see, and the building head has not decided."""
        # The crowd's own starts are done by the actions behind them; nobody answers those as well.
        self._world.state.queue.clear()
        for person in self._data.people:
            if person.asks_for:
                self._world.start(person.slug)
                await self._hands.handle()
                for text in ("我是住户", *person.asks_for.split("-"), "业主", "同意"):
                    await self._hands.tap(person.slug, text)
                await self._hands.type(person.slug, person.owner)

    def _forget_what_was_read(self) -> None:
        """Only what waits for somebody is unread when the page opens."""
        for person in self._data.people:
            kept = set(person.unread)
            for chat in [*self._world.groups(), self._world.private_chat(self._world.person(person.slug))]:
                if chat.slug not in kept:
                    self._world.read(person.slug, chat.slug)


def last_daytime(moment: datetime) -> datetime:
    """`moment` itself by day, else the evening before; `moment` is in the zone whose night counts."""
    evening = datetime.combine(moment.date(), DAY_UNTIL, moment.tzinfo)
    return min(moment, evening) if moment.time() >= DAY_FROM else evening - timedelta(days=1)


def roster_csv(homes: list[Home]) -> bytes:
    """The homes as an office would send them."""
    buffer = io.StringIO()
    rows = csv.writer(buffer)
    rows.writerow(["楼栋", "单元", "房号", "面积", "业主"])
    rows.writerows([home.building, home.entrance, home.room, f"{Decimal(home.area):.2f}", home.owners] for home in homes)
    return buffer.getvalue().encode("utf-8-sig")

"""Typed words go where somebody means them to: a code opens a home whatever else is open, and the menu ends a question."""

import pytest
from sqlalchemy import select

from bot.actions import residents as actions
from bot.actions.unit import Form
from bot.rules.ports import LANGUAGES, Language
from bot.rules.residents import HomeRole
from handlers.registry import menu_items
from messages.residents.labels import TOPICS, label
from storage.residents.tables import help_calls
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_deciding import ask
from tests.residents.worlds import CHEN, ENGLISH, HE, HEAD, SON, WANG, World, bind, settle, slip
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def test_a_code_is_a_code_also_while_help_is_open(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """A slip's code is nobody else's to read."""
    issued = await slip(uow(), world, clock.now(), owner="李建国")
    code = " ".join(issued.code[at : at + 4] for at in range(0, 13, 4)).upper()
    await wire.press(HE, "rch:")
    await wire.say(HE, code)
    assert "1栋1单元101" in wire.last(HE.id).text
    assert "是" in wire.last(HE.id).labels
    await wire.deliver()
    assert wire.in_chat(HEAD.id) == []
    async with uow.read() as unit:
        assert (await unit.connection.execute(select(help_calls))).all() == []
    await wire.press(HE, "rch:")
    wrong = "7777 7777 7777 7"
    await wire.say(HE, wrong)
    assert "也可能打错了字，请对着小条再看一遍" in wire.last(HE.id).text, "a letter typed wrong is no used slip"
    await wire.deliver()
    assert wire.in_chat(HEAD.id) == []


async def test_a_code_is_no_name(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now(), owner="李建国")
    await wire.press(HEAD, "rnm")
    await wire.say(HEAD, issued.code)
    assert "1栋1单元101" in wire.last(HEAD.id).text


async def test_a_good_code_opens_its_home_in_the_middle_of_any_form(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """What only looks like one is the form's own words."""
    issued = await slip(uow(), world, clock.now(), owner="李建国")
    for words, opens in ((issued.code, True), ("7777 7777 7777 7", False)):
        async with uow() as unit:
            await unit.forms.keep(CHEN.id, Form("votes.form", "title", {"draft": "0000000000"}), clock.now())
            await unit.commit()
        await wire.say(CHEN, words)
        async with uow.read() as unit:
            form = await unit.forms.form(CHEN.id, clock.now())
        assert (form is not None and form.name == "residents.joining") is opens


@pytest.mark.parametrize("question", ["rch:", "rnm"])
async def test_the_menu_ends_a_single_question(wire: Wire, uow: Units, clock: FakeClock, world: World, question: str) -> None:
    for back in ("/menu", "菜单"):
        await wire.press(HEAD, question)
        if back.startswith("/"):
            await wire.say(HEAD, back)
        else:
            await wire.press(HEAD, "menu")
        await wire.say(HEAD, "你好")
        assert "这句话我没看懂" in wire.last(HEAD.id).text
    await wire.deliver()
    assert wire.in_chat(CHEN.id) == []


async def test_the_menu_names_a_registration_that_lacks_the_name(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.say(HE, "1栋1单元102")
    await wire.tap(HE, wire.last(HE.id), "业主")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await wire.say(HE, "/menu")
    assert "1栋1单元102 还差一步：把房产证上的姓名打给我" in wire.last(HE.id).text
    assert "不填了" in wire.last(HE.id).labels
    await wire.tap(HE, wire.last(HE.id), "不填了")
    await wire.say(HE, "/menu")
    assert "还差一步" not in wire.last(HE.id).text
    assert "不填了" not in wire.last(HE.id).labels
    await ask(uow, clock, world, HE, role=HomeRole.OWNER)
    await wire.say(HE, "/menu")
    assert "还差一步" not in wire.last(HE.id).text


async def test_what_is_wrong_in_my_data_is_asked_before_anybody_is_called(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "/mydata")
    await wire.tap(WANG, wire.last(WANG.id), "有错")
    assert "哪里不对" in wire.last(WANG.id).text
    assert wire.last(WANG.id).labels == ["房号不对", "名字不对", "不填了"]
    await wire.deliver()
    assert wire.in_chat(HEAD.id) == []
    await wire.say(WANG, "名字写错了")
    await wire.deliver()
    assert "「我的资料」里有错：名字写错了\n请当面对一下。" in wire.last(HEAD.id).text
    await wire.press(WANG, "rch:data")
    await wire.tap(WANG, wire.last(WANG.id), "房号不对")
    await wire.deliver()
    assert "「我的资料」里房号不对" in wire.last(HEAD.id).text


async def test_who_invited_reads_that_the_invited_is_in(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await bind(uow(), world, HE, clock.now(), owner="李建国")
    invite, _ = await actions.invite_household(
        uow(), home_id=world.homes["1栋1单元0101"], role=HomeRole.TENANT, telegram_id=WANG.id, link="", now=clock.now()
    )
    await wire.say(SON, f"/start {invite.link}")
    await wire.tap(SON, wire.last(SON.id), "是")
    await wire.tap(SON, wire.last(SON.id), "同意")
    await wire.deliver()
    assert "您请的租客登记好了：1栋1单元101" in wire.last(WANG.id).text
    assert wire.last(WANG.id).labels == ["菜单", "不认识"]
    assert "新登记了一位" in wire.last(HE.id).text
    assert wire.last(HE.id).labels == ["认识", "不认识"]


@pytest.mark.parametrize("words", ["我的家", " My home ", "看认门"])
async def test_what_stands_on_a_button_may_be_typed(wire: Wire, uow: Units, clock: FakeClock, world: World, words: str) -> None:
    who = HEAD if words == "看认门" else WANG
    await bind(uow(), world, WANG, clock.now())
    await wire.say(who, words)
    assert wire.last(who.id).text == "您要的是这个吧？点一下就到。"
    await wire.tap(who, wire.last(who.id), wire.last(who.id).labels[0])
    assert "没看懂" not in wire.last(who.id).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_button_of_help_has_the_name_of_another_in_the_menu(language: Language) -> None:
    """「My home」 called the building head under Help, and opened one's home in the menu."""
    menu = {item.label(language).lower() for item in menu_items()}
    called = [words[language] for words in TOPICS.values()] + [label(language, "home_wrong"), label(language, "name_wrong")]
    assert menu.isdisjoint(one.lower() for one in called)
    assert len(set(called)) == len(called)


async def test_help_in_english_asks_in_words_a_person_says(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.say(ENGLISH, "/start")
    await wire.press(ENGLISH, "rch:")
    assert wire.last(ENGLISH.id).labels == ["Don't know how", "Nothing happens", "Can't register", "Stop"]


async def test_a_button_of_others_may_not(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "看认门")
    assert "没看懂" in wire.last(WANG.id).text

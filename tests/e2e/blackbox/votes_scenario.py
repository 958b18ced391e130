"""Scenario for the black-box harness: from the clerk's invite to a vote that is tapped, changed and closed."""

import csv
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from blackbox import TOKEN, world

ROOT = Path(__file__).parents[3]
HOMES = 4


def linli(w, *arguments):
    """One command of the line on the bot's own data."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("BOT_", "WEB"))}
    environment = {**kept, "PYTHONPATH": str(ROOT), "BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": w.base, "DATA_DIR": w.data}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=w.data, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout


def link(w, *arguments):
    return re.search(r"start=([\w-]+)", linli(w, "invite", *arguments, "--json"))[1]


def roster(w, homes=HOMES):
    path = Path(w.data) / "花名册.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["楼栋", "单元", "房号", "面积", "业主"])
        rows.writerows(["1栋", "1单元", f"010{number}", "80.00", f"业主{number}"] for number in range(1, homes + 1))
    linli(w, "import-roster", str(path), "--compound", "和平小区", "--street", "北城街道", "--community", "北街社区")


def come_in(w, person, payload):
    """The link, then the first button of what is asked, until it is done: how many taps that took, 开始 counted."""
    person.start(payload)
    taps, seen = 1, 0
    while True:
        message = w.expect(person, since=seen)
        if "✅" in message.text:
            return taps
        person.press(message, index=0)
        taps += 1
        w.settle(0.3)
        seen = 0 if "✅" in w.message(message).text else message["message_id"] - 1


def written_down(w):
    """No letter is under way: cut off in between, the next start would send it once more, and the world says of that edit
    that nothing was modified."""
    with closing(sqlite3.connect(Path(w.data) / "linli.db", timeout=15)) as database:
        for _ in range(100):
            if database.execute("SELECT count(*) FROM outbox WHERE state IN ('pending', 'leased', 'retry')").fetchone() == (0,):
                return
            w.settle(0.1)
    raise AssertionError("letters are still under way")


def up(w):
    """By webhook the world takes it for listening as soon as an address is set, which a crash leaves; importing takes its seconds."""
    for _ in range(400):
        try:
            return w.mode != "webhook" or socket.create_connection(("127.0.0.1", w.hook_port), 1).close()
        except OSError:
            w.settle(0.1)
    raise AssertionError("the webhook does not listen")


def press(w, person, part, label):
    message = w.expect(person, part)
    return person.press(message, label)


@world(autostart=False)
def test_invite_bind_group_vote_and_a_changed_tap(w):
    clerk = w.user("Chen", lang="zh-hans")
    residents = [w.user(f"P{number}", lang="zh-hans") for number in range(1, HOMES + 1)]
    group = w.group("和平小区业主群", clerk, residents)
    roster(w)
    w.start_bot()
    come_in(w, clerk, link(w, "community_staff", "--scope", "北街社区"))
    for number, resident in enumerate(residents[:3], start=1):
        come_in(w, resident, link(w, "owner", "--scope", "和平小区", "--home", f"1-1-010{number}"))
    group.add_bot(clerk)
    clerk.press(w.expect(group, "把这个群绑定到"), "绑定到和平小区")
    clerk.says("/menu")
    press(w, clerk, "菜单", "发起表决")
    press(w, clerk, "问大家什么事", "小区大门装道闸")
    press(w, clerk, "什么时候截止", "一周后18:00")
    press(w, clerk, "发出前请看一遍", "发出")
    card = w.expect(group, "小区大门装道闸意向征询", timeout=25)
    said = residents[0].press(card, "同意")
    assert "已记下：1栋1单元101 同意" in said["answerText"], said
    assert said["answerAlert"]
    changed = residents[0].press(w.message(card), "反对")
    assert "已记下：1栋1单元101 反对" in changed["answerText"], changed
    assert "v_" in residents[3].press(w.message(card), "同意")["answerUrl"]
    w.expect_edit(card, "1/4", timeout=25)
    written_down(w)
    w.restart_bot(crash=True)
    up(w)
    assert "已记下" in residents[1].press(w.message(card), "弃权")["answerText"]
    w.expect_edit(card, "2/4", timeout=25)
    ballots = json.dumps([m.text for m in residents[0].inbox()], ensure_ascii=False)
    assert "代替" in ballots, ballots


@world(autostart=False)
def test_a_vote_of_two_minutes_closes_with_its_margins(w):
    clerk, resident = w.user("Chen", lang="zh-hans"), w.user("P1", lang="zh-hans")
    group = w.group("和平小区业主群", clerk, [resident])
    roster(w)
    w.start_bot()
    come_in(w, clerk, link(w, "community_staff", "--scope", "北街社区"))
    come_in(w, resident, link(w, "owner", "--scope", "和平小区", "--home", "1-1-0101"))
    group.add_bot(clerk)
    clerk.press(w.expect(group, "把这个群绑定到"), "绑定到和平小区")
    clerk.says("/menu")
    press(w, clerk, "菜单", "发起表决")
    press(w, clerk, "问大家什么事", "小区大门装道闸")
    w.expect(clerk, "什么时候截止")
    clerk.says("3分钟后")
    w.settle(0.5)
    again = w.expect(clerk)
    if "发出前请看一遍" not in again.text:
        clerk.press(again, index=0)
    press(w, clerk, "发出前请看一遍", "发出")
    card = w.expect(group, "小区大门装道闸意向征询", timeout=25)
    assert "已记下" in resident.press(card, "同意")["answerText"]
    # 「3分钟后」 is the next whole minute after it, so up to 240 s away; then R14's 15 s.
    result = w.expect(group, "参与不足，没有形成结果", timeout=330)
    assert "还差" in result.text
    w.expect_edit(card, "已截止，结果见下面的公告", timeout=25)
    assert not w.message(card).buttons, "nobody is offered a tap that would not count"


@world(autostart=False)
def test_from_the_fifth_answer_on_the_group_gets_a_picture(w):
    clerk = w.user("Chen", lang="zh-hans")
    residents = [w.user(f"P{number}", lang="zh-hans") for number in range(1, 6)]
    group = w.group("和平小区业主群", clerk, residents)
    roster(w, homes=6)
    w.start_bot()
    come_in(w, clerk, link(w, "community_staff", "--scope", "北街社区"))
    for number, resident in enumerate(residents, start=1):
        come_in(w, resident, link(w, "owner", "--scope", "和平小区", "--home", f"1-1-010{number}"))
    group.add_bot(clerk)
    clerk.press(w.expect(group, "把这个群绑定到"), "绑定到和平小区")
    clerk.says("/menu")
    press(w, clerk, "菜单", "发起表决")
    press(w, clerk, "问大家什么事", "小区大门装道闸")
    press(w, clerk, "什么时候截止", "一周后18:00")
    press(w, clerk, "发出前请看一遍", "发出")
    card = w.expect(group, "小区大门装道闸意向征询", timeout=25)
    for resident in residents[:4]:
        assert "已记下" in resident.press(w.message(card), "反对")["answerText"]
    assert "先不画图" in residents[0].press(w.message(card), "看进度")["answerText"]
    assert "已记下" in residents[4].press(w.message(card), "同意")["answerText"]
    assert "图马上发到这个群里" in residents[0].press(w.message(card), "看进度")["answerText"]
    picture = w.expect(group, "只画参与没有，不画怎么选", timeout=25)
    assert "5/6" in re.sub(r"\s", "", picture.text), picture.text
    assert "已经发过图" in residents[1].press(w.message(card), "看进度")["answerText"]

"""Scenario for the black-box harness: the bot's life in a group, and `linli init` with `linli doctor` against the same platform."""

import json
import os
import subprocess
import sys
from pathlib import Path

from blackbox import TOKEN, world

ROOT = Path(__file__).parents[3]
TRUST = "别的聊天看不到"


def settle(w, clerk, chief):
    """和平小区 with its staff, written before the process starts; then everybody has said a word to the bot."""
    subprocess.run([sys.executable, "-m", "tests.groups.settle_database", w.data, str(clerk.id), str(chief.id)], check=True, cwd=ROOT)
    w.start_bot()
    clerk.says("在吗")
    chief.says("在吗")


def people(w):
    return [w.user(name, lang="zh-hans") for name in ("Chen", "Chief", "Wang")]


@world(autostart=False)
def test_added_bound_migrated_promoted_removed(w):
    clerk, chief, resident = people(w)
    settle(w, clerk, chief)
    group = w.group("和平小区业主群", clerk, [resident], type="group")
    group.add_bot(clerk, startgroup="g_0000000000")
    card = w.expect(group, "把这个群绑定到哪个小区")
    assert TRUST in card.text, card.text
    assert "由社区干部来点" in resident.press(card, "绑定到和平小区")["answerText"]
    assert "已绑定到和平小区" in clerk.press(card, "绑定到和平小区")["answerText"]
    assert w.expect_edit(card, "社区助手 · 和平小区", timeout=25).buttons == ["我是住户", "看表决", "我的家", "提意见"]
    w.expect(clerk, "还差 2 步就能发第一次表决")
    assert "没有正在进行的表决" in resident.press(w.message(card), "看表决")["answerText"]
    new = group.migrate(clerk)
    moved = w.expect(new, "社区助手 · 和平小区")
    new.promote_bot(clerk)
    assert TRUST not in w.expect_edit(moved, "我现在是管理员", timeout=25).text
    new.remove_bot(clerk, ban=False)
    w.settle(1)
    assert len(new.bot_messages()) == 1, "one card, no greeting, no farewell"


@world(autostart=False)
def test_removed_and_back_with_the_same_card(w):
    clerk, chief, _ = people(w)
    settle(w, clerk, chief)
    group = w.group("和平小区业主群", clerk)
    group.add_bot(clerk)
    card = w.expect(group, "把这个群绑定到哪个小区")
    clerk.press(card, "绑定到和平小区")
    w.expect_edit(card, "社区助手", timeout=25)
    group.remove_bot(clerk, ban=False)
    w.settle()
    group.add_bot(clerk, startgroup="g_0000000000")
    w.settle(1)
    assert [one.id for one in group.bot_messages()] == [card.id]


@world(autostart=False, privacy=False)
def test_with_privacy_mode_off_nothing_is_claimed_and_talk_is_dropped(w):
    clerk, chief, resident = people(w)
    settle(w, clerk, chief)
    group = w.group("和平小区业主群", clerk, [resident])
    group.add_bot(clerk)
    assert TRUST not in w.expect(group, "把这个群绑定到哪个小区").text
    since = w.mark()
    resident.says("今天停水吗", group)
    w.settle(1)
    assert not w.calls("sendMessage", since=since)


@world(autostart=False)
def test_four_answers_make_an_invite_and_the_doctor_agrees(w):
    linli = [sys.executable, "-m", "bot"]
    env = {**os.environ, "TELEGRAM_API_BASE": w.base, "DATA_DIR": w.data, "PYTHONPATH": str(ROOT), "BOT_TOKEN": "", "DATABASE_URL": ""}
    answers = f"{TOKEN}\n北街街道\n北街社区\n和平小区\n"
    done = subprocess.run([*linli, "init", "--json"], input=answers, text=True, capture_output=True, env=env, cwd=w.data, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["invite"]["link"].startswith("https://t.me/test_bot?start=i_")
    assert TOKEN not in done.stdout + done.stderr
    healthy = subprocess.run([*linli, "doctor", "--json"], capture_output=True, text=True, env=env, cwd=w.data, check=False)
    assert json.loads(healthy.stdout)["ok"], healthy.stdout

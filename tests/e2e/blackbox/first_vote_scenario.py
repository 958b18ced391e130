"""Scenario for the black-box harness: from the printed address to a vote in a real group, by counted answers, messages and taps."""

import csv
import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from blackbox import TOKEN, world

ROOT = Path(__file__).parents[3]
# Issue 3, "Done when".
MOST_ANSWERS, MOST_MESSAGES, MOST_TAPS = 5, 3, 12
ANSWERS = [TOKEN, "北街街道", "北街社区", "和平小区"]
HOMES = 16


def set_up(w):
    """`linli init` in the terminal: the link it prints, and what it says is to be sent to BotFather."""
    environment = {
        **os.environ,
        "TELEGRAM_API_BASE": w.base,
        "DATA_DIR": w.data,
        "PYTHONPATH": str(ROOT),
        "BOT_TOKEN": "",
        "DATABASE_URL": "",
    }
    typed = "".join(f"{answer}\n" for answer in ANSWERS)
    command = [sys.executable, "-m", "bot", "init"]
    done = subprocess.run(command, input=typed, text=True, capture_output=True, env=environment, cwd=w.data, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr)
    prompts = re.findall(r"^(?:令牌|街道|社区|小区)[^\n]*: ", done.stderr, re.MULTILINE)
    assert len(prompts) == len(ANSWERS), (prompts, done.stderr)
    messages = re.findall(r"^ {4}(\S+)$", done.stdout.partition("@BotFather")[2].partition("令牌")[0], re.MULTILINE)
    return re.search(r"^https://t\.me/test_bot\?start=(\S+)$", done.stdout, re.MULTILINE)[1], messages


def roster():
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["楼栋", "单元", "房号", "面积", "业主"])
    rows.writerows(["1栋", "1单元", f"{floor:02}0{door}", "80.00", f"业主{floor}{door}"] for floor in range(1, 5) for door in range(1, 5))
    return file.getvalue().encode("utf-8-sig")


def until(found, what, seconds=25):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.05)
    raise AssertionError(what())


class Fingers:
    """Everything that the clerk does, written down: taps are counted, words and files are only listed."""

    def __init__(self, w, clerk):
        self.w, self.clerk = w, clerk
        self.taps, self.besides = [], []

    def starts(self, payload):
        self.clerk.start(payload)
        self.taps.append("开始")

    def presses(self, part, label, chat=None):
        """The newest message with this part once it has the button; the answer of the press."""
        where = chat.id if chat else self.clerk.id

        def found():
            return next((one for one in reversed(self.w.bot_messages(where)) if part in one.text and label in one.buttons), None)

        message = until(found, lambda: f"{label} under {part}: {[(one.text[:40], one.buttons) for one in self.w.bot_messages(where)]}")
        self.taps.append(label)
        return self.clerk.press(message, label)

    def sends(self, name, data):
        self.clerk.sends(data, kind="document", filename=name)
        self.besides.append(name)

    def adds_bot(self, group, payload):
        """Her app shows her groups; she chooses one."""
        group.add_bot(self.clerk, startgroup=payload)
        self.taps.append("选「和平小区业主群」")


@world(autostart=False)
def test_from_the_printed_address_to_a_vote_in_the_group(w):
    payload, messages = set_up(w)
    assert messages[0] == "/newbot"
    assert len(messages) <= MOST_MESSAGES, messages
    assert len(ANSWERS) <= MOST_ANSWERS
    w.start_bot()
    clerk, resident = w.user("Chen", lang="zh-hans"), w.user("Wang", lang="zh-hans")
    group = w.group("和平小区业主群", clerk, [resident])
    hand = Fingers(w, clerk)
    hand.starts(payload)
    hand.presses("请您担任：北街社区干部", "接下")
    hand.presses("先看看我记什么", "同意")
    until(lambda: any("✅" in one.text for one in w.bot_messages(clerk.id)), lambda: "the clerk never came in")
    hand.sends("花名册.csv", roster())
    hand.presses(f"{HOMES} 户", "导入")
    hand.presses("名册导入好了", "下一步")
    link = hand.presses("还差 3 步就能发第一次表决", "把我加进群")
    hand.adds_bot(group, re.search(r"startgroup=(\S+)", str(link))[1])
    hand.presses("把这个群绑定到哪个小区", "绑定到和平小区", group)
    hand.presses("还差 2 步就能发第一次表决", "发起表决")
    hand.presses("问大家什么事", "小区大门装道闸")
    hand.presses("什么时候截止", "一周后18:00")
    hand.presses("发出前请看一遍", "发出")
    card = w.expect(group, "小区大门装道闸意向征询", timeout=25)
    assert f"0 / {HOMES} 户".replace(" ", "") in re.sub(r"\s", "", card.text), card.text
    print(f"answers {len(ANSWERS)}, messages {len(messages)}, taps {len(hand.taps)}: {hand.taps}; besides: {hand.besides}")
    assert len(hand.taps) <= MOST_TAPS, hand.taps

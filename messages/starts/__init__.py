"""Words of the way to the first vote."""

from bot.rules.ports import Language
from bot.rules.starts import StartChoices, StartFacts, Step, is_done, steps_left
from messages.rendering import plain_text, render


def start_card(language: Language, *, facts: StartFacts) -> str:
    left = steps_left(facts)
    marks = {step.value: "✅" if is_done(facts, step) else "□" for step in Step}
    return render(language, "starts/start_card", facts=facts, marks=marks, left=len(left), next=left[0].value if left else "")


def start_choices(language: Language, *, facts: StartChoices) -> str:
    return render(language, "starts/start_choices", facts=facts)


def bot_description(language: Language) -> str:
    """What an empty chat with the bot shows."""
    return plain_text(render(language, "starts/bot_description"))


def bot_short_description(language: Language) -> str:
    """What the bot's profile shows."""
    return plain_text(render(language, "starts/bot_short_description"))

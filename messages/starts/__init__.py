"""Words of the way to the first vote."""

from bot.rules.ports import Language
from bot.rules.starts import StartChoices, StartFacts, Step, is_done, steps_left
from messages.rendering import render


def start_card(language: Language, *, facts: StartFacts) -> str:
    left = steps_left(facts)
    marks = {step.value: "✅" if is_done(facts, step) else "□" for step in Step}
    return render(language, "starts/start_card", facts=facts, marks=marks, left=len(left), next=left[0].value if left else "")


def start_choices(language: Language, *, facts: StartChoices) -> str:
    return render(language, "starts/start_choices", facts=facts)

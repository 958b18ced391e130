"""make bench: every metric that is due, in order, measured beside its own baseline."""

import json
from pathlib import Path

from tests.bench import dispatching, stalls, startup, tallying
from tests.bench.metric import Metric
from tests.bench.taps import measures

OUT = Path("build/bench.json")
MEASURES = (measures.measure, dispatching.measure, tallying.measure, startup.measure, stalls.measure)


def main() -> None:
    metrics: list[Metric] = sorted((metric for measure in MEASURES for metric in measure()), key=lambda metric: metric.number)
    print("| # | metric | measured | target | stretch |")
    print("|---|---|---|---|---|")
    for metric in metrics:
        print(f"| {metric.number} | {metric.name} | {metric.measured} | {metric.target} | {metric.stretch} |")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(
        json.dumps({str(one.number): {"measured": one.figures, "target": one.target} for one in metrics}, indent=1), encoding="utf-8"
    )


if __name__ == "__main__":
    main()

"""The figures of the project, as ratios within one run; `make bench` prints them and writes build/bench.json."""

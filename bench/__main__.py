"""`python -m bench`: see bench/run --help."""

import argparse
import os
import sys
from pathlib import Path
from time import monotonic

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.utils import timezone  # noqa: E402 - after the set-up

from bench import report  # noqa: E402
from bench.committees import build_large, build_real, find  # noqa: E402
from bench.worlds import open_worlds  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/run")
    parser.add_argument("--institutions", type=int, default=200)
    parser.add_argument("--sessions", type=int, default=480)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--pdf-rounds", type=int, default=9)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if given.institutions < 23 or given.sessions < 2 or min(given.rounds, given.pdf_rounds) < 1:
        parser.error("at least 23 institutions, 2 sessions and 1 round")
    now, began = timezone.now(), monotonic()
    with open_worlds(["real", "large"], keep=given.keep) as worlds:
        real, large = worlds
        if real.fresh:
            build_real(real, now=now)
        if large.fresh:
            build_large(large, institutions=given.institutions, sessions=given.sessions, now=now)
        for world in worlds:
            find(world)
        print(report.machine(worlds))
        print(f"Both committees built in {monotonic() - began:.0f} s.\n")
        report.all_of_it(worlds, rounds=given.rounds, pdf_rounds=given.pdf_rounds)
    print(f"{monotonic() - began:.0f} s in all; load {report.load()} at the end.")


if __name__ == "__main__":
    main()
    sys.exit(0)

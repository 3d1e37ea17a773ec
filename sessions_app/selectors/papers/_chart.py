"""The quorum along the session as a picture: a step line against the required number, drawn from the same figures as the table."""

from datetime import datetime

from django.utils.timezone import localtime

from ._common import Payload
from ._record import Step

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 150, 34, 8, 10, 24


def quorum_chart(
    steps: list[Step],
    *,
    start: datetime,
    end: datetime,
    base: int,
    required: int,
    votes: list[tuple[str, datetime]],
) -> Payload | None:
    """Coordinates for the template's SVG, in whole units. None when there is nothing to draw.

    `votes` are (mark, moment) of each vote, drawn as numbered ticks.
    """
    if end <= start or base <= 0:
        return None
    seconds = (end - start).total_seconds()

    def x(at: datetime) -> int:
        share = min(max((at - start).total_seconds() / seconds, 0.0), 1.0)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT))

    def y(members: int) -> int:
        return round(HEIGHT - BOTTOM - members / base * (HEIGHT - TOP - BOTTOM))

    before = [step.present for step in steps if step.at <= start]
    level = before[-1] if before else 0
    points = [(x(start), y(level))]
    for step in steps:
        if start < step.at < end and step.present != level:
            points += [(x(step.at), y(level)), (x(step.at), y(step.present))]
            level = step.present
    points.append((x(end), y(level)))
    floor = HEIGHT - BOTTOM
    line = " ".join(f"{px},{py}" for px, py in points)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "floor": floor,
        "line": line,
        "area": f"{LEFT},{floor} {line} {x(end)},{floor}",
        "required": required,
        "required_y": y(required),
        "base": base,
        "base_y": y(base),
        "start": f"{localtime(start):%H:%M}",
        "end": f"{localtime(end):%H:%M}",
        "hours": [{"x": x(at), "label": f"{localtime(at):%H:%M}"} for at in _round_hours(start, end)],
        "votes": [{"x": x(at), "mark": mark} for mark, at in votes],
    }


def _round_hours(start: datetime, end: datetime) -> list[datetime]:
    """Full or half hours between both ends, far enough from them for their labels."""
    half = 1800
    stamps = range(int(start.timestamp()) // half * half + half, int(end.timestamp()), half)
    inside = [s for s in stamps if s - start.timestamp() > 700 and end.timestamp() - s > 700]
    while len(inside) > 9:
        inside = inside[1::2]
    return [datetime.fromtimestamp(s, tz=start.tzinfo) for s in inside]

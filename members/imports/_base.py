"""What every table of the office shares: who may bring it, and the words of a refusal."""

from audit.acts import Act
from exchange.kinds import Kind, Run
from norms.wording import explain
from regulation.ruling import Ruling

from ..acts import allow
from ..models import Body
from ..selectors import assembly


def body_of(run: Run) -> Body:
    """The body whose table it is."""
    if "body" not in run.memory:
        series = run.batch.series
        run.memory["body"] = Body.objects.whole().get(slug=series) if series else assembly()
    found: Body = run.memory["body"]
    return found


class OfficeKind(Kind):
    """A table that the Secretaría brings for the committee, or for one of its bodies."""

    def allow(self, act: Act) -> Act:
        return allow(act, "imports.run", assembly())

    def explain(self, ruling: Ruling) -> str:
        return explain(ruling, cite=bool(ruling.article))

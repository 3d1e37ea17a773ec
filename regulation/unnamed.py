"""Which rule gave a ruling that was stored before rulings named theirs."""

from collections.abc import Collection

# A figure that only this rule states, however the ruling came out. The order matters where one rule repeats the figures of
# another: an admission has those of its vote. Frozen: rulings given from now on name their rule, and no row is added here.
STATED_BY = (
    ("call_day", "installation"),
    ("quorum", "admission"),
    ("unanimous", "added_item"),
    ("votes", "round"),
    ("not_voting", "vote"),
    ("base", "quorum"),
    ("unnotified", "notice"),
    ("dispatched_on", "receipt"),
    ("agreed", "waiver"),
    ("role", "entitlement"),
    ("sector_required", "election"),
    ("days_left", "term_status"),
    ("required_public", "mesa_composition"),
    ("kind", "coordinator"),
    ("at_end", "attendance"),
    ("outcome", "computed"),
    ("repeated", "justification"),
    ("left_consecutive", "ledger"),
    ("decided_by", "sanction"),
    ("ordinary_required", "duties"),
)


def rule_of(facts: Collection[str]) -> str:
    """The rule whose figures these are; "" where they are no rule's."""
    return next((rule for fact, rule in STATED_BY if fact in facts), "")

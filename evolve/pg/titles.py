"""What the steps of a pair are called, by what its triggers do for it."""

from __future__ import annotations

from dataclasses import dataclass

from evolve.pg.pair import Pair
from evolve.pg.pairs import Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """`ready`: the function of new releases. `aside`: the triggers do nothing any more."""

    functions: str
    triggers: str
    ready: str
    aside: str


def titles(pairs: Pairs) -> Titles:
    """Of several pairs, what is said of each, once."""
    each = [of_pair(pair) for pair in pairs]
    said = {
        field: "; ".join(dict.fromkeys(getattr(one, field) for one in each))
        for field in Titles.__dataclass_fields__
    }
    return Titles(**said)


def of_pair(pair: Pair) -> Titles:
    names = ", ".join(side.name for side in pair.new)
    if pair.among and pair.demand:
        return Titles(
            functions="create the function that notes a row with the values of another",
            triggers="install the triggers; from here on it is noted when a write repeats a row",
            ready="go on noting what old releases write",
            aside="note it no longer; whoever repeats a row fails now",
        )
    if pair.query:
        return Titles(
            functions=f"create the query's function for {names}, the tables of marks, and the "
            "functions that mark rows",
            triggers="install the triggers; from here on every row that is written is marked",
            ready="go on marking rows, and computing what is marked",
            aside=f"go on keeping {names} until the quarantine is over",
        )
    if pair.transform and pair.once:
        return Titles(
            functions="create the table of marks and the functions that mark rows",
            triggers="install the triggers; from here on every row that is written is marked",
            ready=f"go on marking rows, and asking for {names}",
            aside=f"go on keeping {names} until the quarantine is over",
        )
    if pair.demand and pair.new:
        return Titles(
            functions=f"create the function that mends what breaks {pair.demand.name}",
            triggers=f"install the triggers; from here on {names} is mended in what is written",
            ready="go on mending what old releases write",
            aside=f"mend {names} for nobody any more",
        )
    if pair.demand:
        return Titles(
            functions=f"create the function that notes what breaks {pair.demand.name}",
            triggers="install the triggers; from here on it is noted when a write breaks it",
            ready="go on noting what old releases write",
            aside="note it no longer",
        )
    if pair.once:
        return Titles(
            functions=f"create the function that fills {names}",
            triggers=f"install the triggers; from here on no write leaves {names} empty",
            ready="go on filling what old releases leave empty",
            aside=f"fill {names} for nobody any more; whoever still leaves it empty fails now",
        )
    if pair.transform:
        return Titles(
            functions="create the table of marks and the functions that mark rows",
            triggers="install the triggers; from here on every row that is written is marked",
            ready="let the triggers take NULL from new releases as meant",
            aside=f"set {', '.join(side.name for side in pair.old)} aside; "
            "whoever still names it fails now",
        )
    return Titles(
        functions="create the functions that keep both sides in step",
        triggers="install the triggers; from here on every write keeps both sides in step",
        ready="let the triggers take NULL from new releases as meant",
        aside=f"set {', '.join(side.name for side in pair.old)} aside; "
        "whoever still names it fails now",
    )

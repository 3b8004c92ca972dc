"""Random questionnaires with questions of every type, and random answers to them: strategies for property tests."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from questionnaires import conditions
from questionnaires.drawing import with_draws
from questionnaires.model import (
    Dimension,
    Goal,
    Item,
    Outside,
    Page,
    Point,
    Questionnaire,
    Scale,
    Segment,
    Text,
)
from questionnaires.questions import (
    POSITIONS,
    BestWorst,
    Check,
    GoalBlock,
    GoalEntry,
    Multiple,
    Number,
    Option,
    Points,
    Question,
    Ranking,
    Rating,
    Single,
    Writing,
    inner_of,
)

LANGUAGES = ("en", "fr", "no")

# Words that YAML takes for something else, and texts of any characters that people see.
TRAPS = (
    *("no", "yes", "on", "y", "true", "null", "~", "012", "1.10", "1:30", "2026-01-01", "- a", "a: b", "# a"),
    *("*a", "&a", "!a", "'", '"', "\\", "|", ">", "%", "@", "`", "...", "---", "a\nb", "a\n\n b"),
    *("{tools}", "{goal}", "{{7*7}}", "<b>", "\u00e9", "\u00a0?", "a\u200cb", "\U0001f642"),
)
wordings = st.sampled_from([trap.strip() for trap in TRAPS])
# One draw a text: test_writer.py has texts of any characters, here it is the number of texts that counts.
texts = wordings.map(lambda wording: Text({language: f"{wording} {language}" for language in LANGUAGES}))
OPTION_CODES = ("no", "yes", "true", "a", "B1", "c_d", "null", "dk")


@st.composite
def options(draw: st.DrawFn, *flags: str, fewest: int = 4) -> tuple[Option, ...]:
    """Return options of which the first three are plain, so that everybody has a choice; others have flags."""
    number = draw(st.integers(fewest, len(OPTION_CODES)))
    made = []
    for place, code in enumerate(OPTION_CODES[:number]):
        option = Option(code, draw(texts))
        if place >= 3:
            set_flags = draw(st.sets(st.sampled_from(flags), max_size=2)) if flags else set()
            option = replace(option, **dict.fromkeys(set_flags - {"other"}, True))
            if "other" in set_flags and not any(each.other for each in made):
                option = replace(option, other=True)
            audience = draw(st.sets(st.sampled_from(POSITIONS), max_size=2))
            scopes = draw(st.sets(st.sampled_from(["ai", "plain"]), max_size=1))
            option = replace(
                option,
                audience=tuple(each for each in POSITIONS if each in audience),
                scopes=tuple(scopes),
            )
        made.append(option)
    return tuple(made)


def _common(draw: st.DrawFn, code: str) -> dict:
    return {
        "code": code,
        "text": draw(texts),
        "hint": draw(st.none() | texts),
        "required": draw(st.booleans()),
        "show_if": draw(st.sampled_from([None, conditions.parse("i0 >= 2 or not position == a")])),
        "construct": draw(st.just("") | wordings),
        "cite": tuple(draw(st.lists(wordings, max_size=2))),
        "seed": (),
    }


@st.composite
def questions(draw: st.DrawFn, scale: Scale) -> tuple[Question, ...]:
    """Return one question of each type."""
    common = lambda code: _common(draw, code)  # noqa: E731  draws anew each time
    flags = ("exclusive", "other", "outside", "fixed")
    low, high = sorted(draw(st.sets(st.integers(0, 20), min_size=2, max_size=2)))
    bounds = sorted(
        draw(st.sets(st.integers(-(10**6), 10**6).map(lambda n: n / 100), min_size=2, max_size=2))
    )
    ranked = draw(options(*flags))
    return (
        Single(
            **common("s1"), options=draw(options("other", "outside", "fixed")), random=draw(st.booleans())
        ),
        Single(**common("s2"), scale=scale.code),
        Multiple(
            **common("m"), options=draw(options(*flags, "comment")), most=draw(st.none() | st.integers(1, 2))
        ),
        Ranking(
            **common("r"),
            options=ranked,
            rank_text=draw(st.none() | texts),
            most=draw(st.integers(1, 2)),
            random=draw(st.booleans()),
        ),
        BestWorst(
            **common("bw"),
            best=draw(texts),
            worst=draw(texts),
            options=tuple(Option(f"o{n}", draw(texts)) for n in range(draw(st.integers(4, 7)))),
            size=3,
            sets=draw(st.integers(2, 4)),
            versions=draw(st.integers(1, 3)),
        ),
        Rating(
            **common("ra"),
            low=low,
            high=high,
            low_label=draw(st.none() | texts),
            high_label=draw(st.none() | texts),
        ),
        Points(**common("p"), options=draw(options("fixed", fewest=3)), total=draw(st.integers(2, 1000))),
        Number(
            **common("n"),
            low=_plain(bounds[0]),
            high=_plain(bounds[1]),
            decimals=draw(st.integers(0, 4)),
            unit=draw(st.none() | texts),
        ),
        Writing(**common("w"), long=draw(st.booleans()), most_characters=draw(st.integers(1, 2000))),
        GoalBlock(
            **common("gb"),
            relevance=Single("rel", draw(texts), scale=scale.code, hint=draw(st.none() | texts)),
            items=(Single("see", draw(texts), scale=scale.code),),
            skip_unless_above=draw(st.integers(0, scale.highest)),
            most=draw(st.integers(1, 5)),
        ),
        GoalEntry(
            **common("ge"),
            weight=draw(texts),
            parts=(
                Single("meas", draw(texts), options=(Option("yes", draw(texts)), Option("no", draw(texts)))),
                Single("link", draw(texts), scale=scale.code),
            ),
            most=draw(st.integers(1, 4)),
            total=draw(st.integers(2, 100)),
        ),
        Check(**common("ck"), scale=scale.code, expected=draw(st.integers(scale.lowest, scale.highest))),
    )


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


@st.composite
def forms(draw: st.DrawFn) -> Questionnaire:
    """Return a questionnaire with items, one question of each type, a segment, goals, scopes and conditions."""
    lowest = draw(st.integers(0, 3))
    points = tuple(Point(lowest + n, draw(texts)) for n in range(draw(st.integers(2, 4))))
    scale = Scale(draw(st.sampled_from(["no", "e5"])), points, (Outside("dk", draw(texts)),))
    asked = draw(questions(scale))
    items = tuple(
        Item(
            f"i{n}", "d1", scale.code, draw(texts), hint=draw(st.none() | texts), required=draw(st.booleans())
        )
        for n in range(3)
    )
    codes = draw(st.permutations([question.code for question in asked]))
    segments = (
        Segment("position", draw(texts), (Option("a", draw(texts)), Option("b", draw(texts), outside=True))),
        Segment("site", draw(texts), (Option("no", draw(texts)), Option("c", draw(texts)))),
    )
    form = Questionnaire(
        id="random",
        version="1",
        languages=LANGUAGES,
        title=draw(texts),
        words=draw(st.dictionaries(st.sampled_from(["tools", "people", "no"]), texts)),
        scopes={"plain": {"tools": draw(texts)}, "ai": {"tools": draw(texts)}},
        scope=draw(st.sampled_from(["plain", "ai"])),
        scales=(scale,),
        dimensions=(Dimension("d1", draw(texts)),),
        items=items,
        questions=asked,
        goals=tuple(
            Goal(
                f"g{n}",
                draw(texts),
                draw(st.none() | st.integers(0, 100)),
                draw(st.just("") | wordings),
            )
            for n in range(draw(st.integers(0, 4)))
        ),
        pages=(
            Page("p1", ("i1", "i0", "position"), random=draw(st.booleans())),
            Page("p2", ("i2", *codes[:6]), draw(st.none() | texts)),
            Page(
                "p3",
                tuple(codes[6:]),
                show_if=draw(st.sampled_from([None, conditions.parse("answered(i0)")])),
            ),
        ),
        segments=segments,
        attention_check=draw(st.booleans()),
        random_seed=draw(st.integers(0, 2**31 - 1)),
    )
    return with_draws(form, 7) if draw(st.booleans()) else form


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*OPTION_CODES, "o0", "o1", "g0", "g1", "1", "2", "2,5", " 3 ", "\ud800", "\u202e"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=3) | st.sampled_from(["chosen", "g0", "no", "a"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def raw_answers(form: Questionnaire, code: str) -> st.SearchStrategy[object]:
    """Return anything at all, and, more often, what is nearly or truly an answer to a question."""
    question = form.question_of[code]
    options = [option.code for option in getattr(question, "options", ())]
    chosen = st.sampled_from([*options, *options, *OPTION_CODES, "", None])
    several = st.lists(chosen, max_size=3)
    points = st.integers(-1, 6) | st.sampled_from(["dk", "", None, "2", "99"])
    words = st.text(max_size=70) | st.sampled_from(TRAPS)
    inner = {
        part.code: st.sampled_from(["yes", "no"] if part.options else [1, 2, "dk", None]) | points
        for part in inner_of(question)
    }
    goals = [goal.code for goal in form.goals] * 3
    near: dict[type, st.SearchStrategy[object]] = {
        Multiple: st.fixed_dictionaries(
            {"chosen": several},
            optional={"text": words, "remarks": st.dictionaries(chosen, words, max_size=2)},
        ),
        Ranking: st.fixed_dictionaries({}, optional={"ranked": several, "chosen": several, "text": words}),
        BestWorst: st.fixed_dictionaries({"best": several, "worst": several}),
        Points: st.integers(0, 9).map(lambda n: dict(zip(options, [n, 100 - n], strict=False))),
        Number: st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6) | st.from_regex(r"-?\d{1,4}[,.]\d{1,3}"),
        Writing: words,
        GoalBlock: st.dictionaries(
            st.sampled_from([*goals, "g9"]),
            st.fixed_dictionaries({}, optional={"rel": st.sampled_from([1, 2]), **inner}),
            max_size=4,
        ),
        GoalEntry: st.lists(
            st.fixed_dictionaries({"name": words}, optional={"weight": st.sampled_from([0, 100]), **inner}),
            max_size=3,
        ),
    }
    single = st.fixed_dictionaries({"chosen": chosen}, optional={"text": words}) | chosen
    return near.get(type(question), points | single) | json_values

"""How articles are asked."""

from pathlib import Path

from pipeline import prompts
from pipeline.jobs.edges import known_as
from pipeline.jobs.settings import Ask
from pipeline.models.choose import LOCAL
from pipeline.stages.ask import Plan
from pipeline.turns import render_repair

STEPS = ("position", "summary", "extract")  # without grammar small questions cannot be asked
WHOLE = ("extract",)


def plan_for(model: str, ask: Ask | None, window: int | None, folder: Path | None) -> Plan:
    """How a model is asked, with the defaults of what was not said; every prompt is checked."""
    steps = ask is Ask.steps or (ask is None and model == LOCAL)
    names = STEPS if steps else WHOLE
    loaded = {name: prompts.load(name, folder or prompts.default_folder()) for name in names}
    for prompt in loaded.values():
        render_repair(prompt, {"problems": ()})  # a broken one is found before anything is paid for
    return Plan(known_as(model), steps, window or (4000 if model == LOCAL else 12000), loaded)

"""The model of a linkage (Fellegi and Sunter, by Splink): trained on the records, then rounded.

Rounding makes the model that is saved the model that is used, to the last digit.
"""

import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from gregoire.observatory.linkage.settings import Comparison, Level, Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ELSE: Final = "ELSE"
PRIOR: Final = "probability_two_random_records_match"
HIGHEST_PRIOR: Final = 0.01  # however few the records
DIGITS: Final = 6  # significant ones, of each probability
SMALLEST: Final = 1e-9  # nothing is impossible: a level never seen still happens
Model = dict[str, Any]


def trained(connection: "DuckDBPyConnection", settings: Settings) -> Model:
    """A Splink model fit to the table `records`, or that of the settings where they are too few."""
    count = _count(connection, "select count(*) from records")
    model = blank(settings, records=count)
    if count < settings.training.minimum_records:
        return model
    label = settings.training.label
    labelled = _pairs(connection, f"l.{label} = r.{label}")
    is_labelled = labelled >= settings.training.minimum_pairs
    if is_labelled:
        known = _count(connection, f"select count({label}) from records")  # noqa: S608 -- a column of our settings
        model[PRIOR] = rounded(labelled / _all_pairs(known))
    else:
        agreeing = _pairs(connection, settings.training.exact_rule)
        expected = agreeing / settings.training.exact_rule_recall
        model[PRIOR] = rounded(expected / _all_pairs(count)) or model[PRIOR]
    open_ = [each for each in settings.comparisons if not each.fixed]
    names = {each.name for each in open_}
    linker = _linker(
        connection,
        model
        | {
            "comparisons": [
                each for each in model["comparisons"] if each["output_column_name"] in names
            ]
        },
    )
    with _quiet():
        linker.training.estimate_u_using_random_sampling(
            max_pairs=settings.training.sampled_pairs,
            seed=settings.seed,
            min_count_per_level=settings.training.seen_enough,
        )
        if is_labelled:
            linker.training.estimate_m_from_label_column(label)
        for rule in () if is_labelled else settings.training.maximisation:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True
            )
    return _learnt(model, linker.misc.save_model_to_json(), open_)


def blank(settings: Settings, *, records: int) -> Model:
    """The model with the values that the settings write down, for so many records.

    How common a name is counts only where the records are many enough to tell.
    """
    many = records >= settings.training.minimum_records
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "ref",
        PRIOR: min(HIGHEST_PRIOR, rounded(settings.training.others / max(records - 1, 1))),
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": rule} for rule in settings.blocking
        ],
        "comparisons": [_comparison(each, many=many) for each in settings.comparisons],
        "linker_uid": "gregoire",
    }


def _all_pairs(records: int) -> float:
    return records * (records - 1) / 2


def _comparison(comparison: Comparison, *, many: bool) -> Model:
    unknown = {"sql_condition": comparison.unknown, "is_null_level": True}
    levels = [_level(level, comparison, many=many) for level in comparison.levels]
    return {
        "output_column_name": comparison.name,
        "comparison_levels": [{**unknown, "label_for_charts": "unknown"}, *levels],
    }


def _level(level: Level, comparison: Comparison, *, many: bool) -> Model:
    described: Model = {
        "sql_condition": level.when or ELSE,
        "label_for_charts": level.label,
        "m_probability": level.m,
        "u_probability": level.u,
        "fix_m_probability": comparison.fixed or comparison.fixed_m,
        "fix_u_probability": comparison.fixed,
    }
    if level.frequency and many:
        described |= {
            "tf_adjustment_column": level.frequency,
            "tf_adjustment_weight": 1.0,
            "disable_tf_exact_match_detection": True,
        }
    return described


def _learnt(model: Model, from_training: Model, comparisons: Iterable[Comparison]) -> Model:
    """The blank model with what training has found of these comparisons, level by level, rounded."""
    result = deepcopy(model)
    targets = {each["output_column_name"]: each for each in result["comparisons"]}
    for comparison, source in zip(comparisons, from_training["comparisons"], strict=True):
        levels = targets[comparison.name]["comparison_levels"]
        for level, learnt in zip(levels, source["comparison_levels"], strict=True):
            if not level.get("is_null_level"):
                level["u_probability"] = _found(learnt, "u_probability", level)
                if not comparison.fixed_m:
                    level["m_probability"] = _found(learnt, "m_probability", level)
    return result


def _found(learnt: Mapping[str, Any], name: str, level: Mapping[str, Any]) -> float:
    value = learnt.get(name)
    if not isinstance(value, float) or not SMALLEST < value < 1:
        value = level[name]  # a level that training never saw
    return rounded(value)


def rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def score(connection: "DuckDBPyConnection", model: Model) -> None:
    """Make the table `scored`: left, right, weight, probability of every pair that is compared."""
    linker = _linker(connection, model)
    with _quiet():
        found = linker.inference.predict(warning_mode="never")
    connection.execute(f"""
        create or replace table scored as
        select
          ref_l as left_, ref_r as right_,
          round(match_weight, 6) as weight, round(match_probability, 9) as probability
        from {found.physical_name}
    """)  # noqa: S608 -- a table that Splink has just made
    found.drop_table_from_database_and_remove_from_cache()


def _linker(connection: "DuckDBPyConnection", model: Model) -> Any:
    from splink import DuckDBAPI, Linker  # noqa: PLC0415 -- a second to import; only linkages need it

    api = DuckDBAPI(connection)
    records = api.register("records")
    return Linker(records, deepcopy(model), log_level=None)


def _count(connection: "DuckDBPyConnection", query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


def _pairs(connection: "DuckDBPyConnection", rule: str) -> int:
    return _count(
        connection,
        f"select count(*) from records as l join records as r on {rule} and l.ref < r.ref",  # noqa: S608 -- a rule of our settings
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Splink tells of every step; of those nobody can act on, we tell nothing."""
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)

# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: -jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 예산과 소진 · Budget and exhaustion
#
# 실행 결과 폴더(`NARU_RESULTS`, 기본 `results/baseline-2025`)만 읽음. 금액은 원 단위까지 맞아야 하고, 아니면 멈춤.
#
# Reads one result folder and nothing else. Money must agree to the won, or the notebook stops.

# %%
import json
import math
import os
from datetime import date, timedelta
from pathlib import Path

import matplotlib.pyplot as plt
import polars as pl
from matplotlib import font_manager
from matplotlib.dates import num2date
from matplotlib.ticker import FuncFormatter

folder = Path(os.environ.get("NARU_RESULTS", "../results/baseline-2025"))
summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
assert summary["schema"] == 1, "made for schema 1"
n, budget = summary["replications"], summary["budget"]
first, last = (date.fromisoformat(summary["programme"][end]) for end in ("start", "end"))
days = (last - first).days + 1

font_manager.fontManager.addfont(Path("../sim/report/font/NaruSans-Regular.ttf"))
plt.rcParams.update({"font.family": "Naru Sans", "axes.unicode_minus": False, "axes.spines.top": False, "axes.spines.right": False})

runs = pl.read_parquet(folder / "replications.parquet").sort("replication")
monthly = pl.read_parquet(folder / "monthly.parquet")
daily = pl.read_parquet(folder / "daily.parquet")
spent = runs["budget.spent_won"]
assert runs.height == n

# %% [markdown]
# ## 합이 맞는가 · Do the sums agree?

# %%
cap = budget["cap_won"]
assert (runs["budget.left_won"] == cap - spent).all(), "left = cap - spent"
effective = json.loads((folder / "scenario.effective.json").read_text(encoding="utf-8"))
if effective["budget"]["when_exhausted"] == "stop_at_once":
    assert spent.max() <= cap, "spend never passes the cap"
lines = runs["budget.lines.gpu"] + runs["budget.lines.npu"] + runs["budget.lines.operating"]
assert (lines == spent).all(), "the lines add up to what is spent"

# 월별 청구액의 합 + 운영비 = 집행액, 반복마다 원 단위까지
billed = monthly.group_by("replication").agg(pl.col("amount_won").sum()).sort("replication")
assert billed["replication"].to_list() == runs["replication"].to_list()
assert (billed["amount_won"] + runs["budget.lines.operating"] == spent).all(), "months add up to what is spent"

# 마지막 날까지의 누적 집행액 = 집행액
to_the_end = daily.group_by("replication").agg(pl.col("spent_won").max()).sort("replication")
assert (to_the_end["spent_won"] == spent).all(), "days end at what is spent"

# %% [markdown]
# ## 요약의 값이 반복에서 나오는가 · Does the summary come from the replications?

# %%
def order_statistic(values, p):
    """The ⌈np⌉-th smallest: the percentile of the contract."""
    return sorted(values)[max(math.ceil(len(values) * p - 1e-9), 1) - 1]


def percentile(column, p):
    """The same, of a column of a table."""
    return pl.col(column).sort().get((pl.len() * p - 1e-9).ceil().cast(pl.Int64) - 1)


assert abs(spent.sum() / n - budget["spent_won"]["mean"]) <= 0.5, "mean, to the won"
for name, p in [("p05", 0.05), ("p50", 0.50), ("p95", 0.95)]:
    by_hand = order_statistic(spent.to_list(), p)
    assert by_hand == budget["spent_won"][name], f"{name}: {budget['spent_won'][name]}, by hand {by_hand}"

ended = runs.filter(pl.col("budget.exhausted_on").is_not_null())
assert ended.height == budget["exhausted_on"]["given_exhausted"]["count"], "count of exhausted programmes"
assert ended.height / n == budget["exhausted_share"]["mean"], "exhausted share = count / n"
assert budget["exhausted_share"]["lo"] <= ended.height / n <= budget["exhausted_share"]["hi"]

# 소진 예상일: 기간 안에 소진되지 않은 반복은 끝보다 뒤로 침
ends_on = [None if day is None else first + timedelta(days=int(day)) for day in runs["budget.exhausted_on"]]
for name, p in [("p05", 0.05), ("p50", 0.50), ("p95", 0.95)]:
    by_hand = order_statistic([day or date.max for day in ends_on], p)
    said = budget["exhausted_on"][name]
    assert said == (None if by_hand == date.max else by_hand.isoformat()), f"{name}: {said}, by hand {by_hand}"

print(f"집행액 평균 {spent.mean() / 1e8:.1f}억 원, 조기소진 {ended.height / n:.1%}(모의실험 {n}회 중 {ended.height}회)")

# %% [markdown]
# ## 집행액의 진행 · The course of spending

# %%
# 행이 없는 날은 앞날의 집행액이 이어짐
every_day = pl.DataFrame({"replication": range(n)}).join(pl.DataFrame({"day": range(days)}), how="cross")
course = (
    every_day.with_columns(pl.col("replication", "day").cast(pl.Int64))
    .join(daily.group_by("replication", "day").agg(pl.col("spent_won").max()), on=["replication", "day"], how="left")
    .sort("replication", "day")
    .with_columns(pl.col("spent_won").forward_fill().over("replication").fill_null(0))
)
assert course.group_by("replication").agg(rises=(pl.col("spent_won").diff().fill_null(0) >= 0).all())["rises"].all()
fan = course.group_by("day").agg(
    [percentile("spent_won", p).alias(name) for name, p in [("p05", 0.05), ("p50", 0.50), ("p95", 0.95)]]
).sort("day")
last = course.filter(pl.col("day") == days - 1)["spent_won"].to_list()
assert fan["p95"][-1] == order_statistic(last, 0.95), "the fan's end is an order statistic"
dates = [first + timedelta(days=int(day)) for day in fan["day"]]
figure, axis = plt.subplots(figsize=(6.3, 3.4), layout="constrained")
axis.fill_between(dates, fan["p05"] / 1e8, fan["p95"] / 1e8, alpha=0.25, linewidth=0, label="사업 10회 중 9회")
axis.plot(dates, fan["p50"] / 1e8, label="중앙값")
axis.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{num2date(x).month}월"))
axis.axhline(cap / 1e8, color="#9f1239", linestyle="--", linewidth=1, label="한도")
axis.set(ylabel="누적 집행액(억 원, VAT 포함)", ylim=(0, None), title=f"한도에 닿은 사업은 {n}회 중 {ended.height}회임")
axis.legend(frameon=False);

# %% [markdown]
# ## 월별 집행 · Spend by month

# %%
by_month = monthly.group_by("replication", "month").agg(pl.col("amount_won").sum()).group_by("month").agg(
    pl.col("amount_won").mean().alias("mean"), percentile("amount_won", 0.05).alias("p05"), percentile("amount_won", 0.95).alias("p95")
).sort("month")
figure, axis = plt.subplots(figsize=(6.3, 3.0), layout="constrained")
error = [(by_month["mean"] - by_month["p05"]).clip(0) / 1e8, (by_month["p95"] - by_month["mean"]).clip(0) / 1e8]
axis.bar(by_month["month"], by_month["mean"] / 1e8, yerr=[list(it) for it in error], color="#005796", ecolor="#4b5563", capsize=2)
axis.tick_params(axis="x", rotation=45)
axis.set(ylabel="집행액(억 원, VAT 포함)", title="월별 집행액의 평균과 사업 10회 중 9회의 범위(운영비 제외)");

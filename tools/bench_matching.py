"""Matching speed: CPU per text at 1,000, 10,000 and 100,000 random rules, load time and memory.

    python tools/bench_matching.py [--sizes 1000,10000,100000] [--json] [--postgres URL]

Texts and rules are made up from one seed: 500 texts of about 5 KB whose words follow Zipf's law,
and rules of three ORs of two to four terms joined by AND, with a NOT of one or two: about 10 terms
each, 15% of them two-word phrases, a third of the words in no text. In the "rich" kind half of the
rules use NEAR, SENTENCE and `~`. Each size is loaded in a process of its own, so that memory is
that of one rule set: the growth over the process before loading.

With --postgres the same plain rules are matched the other way round in PostgreSQL (`tsvector @@
query` over a table of queries) on 20 texts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from itertools import accumulate

import psutil

SEED = 20261121
TEXTS = 500
WORDS_PER_TEXT = 830
HEAD = "kind: rules\nversion: 1\nrules:\n"
_SYLLABLES = [
    c + v for c in "bdfgklmnprstvz" for v in ("a", "e", "i", "o", "u", "ar", "en", "is", "on")
]


def vocabulary(rng: random.Random, size: int = 30_000) -> list[str]:
    """Return made-up words, short ones first, as frequent words are."""
    words: dict[str, None] = {}
    while len(words) < size:
        length = 1 + min(5, len(words) // 40) if len(words) < 200 else rng.choice((2, 3, 3, 4))
        words["".join(rng.choice(_SYLLABLES) for _ in range(length))] = None
    return list(words)


def make_texts(rng: random.Random, words: list[str]) -> list[tuple[str, str]]:
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    texts = []
    for _ in range(TEXTS):
        chosen = rng.choices(words, cum_weights=weights, k=WORDS_PER_TEXT)
        sentences, at = [], 0
        while at < len(chosen):
            length = rng.randint(12, 28)
            sentence = " ".join(chosen[at : at + length])
            sentences.append(sentence.capitalize() + ".")
            at += length
        paragraphs = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
        texts.append((" ".join(chosen[:8]).capitalize(), "\n\n".join(paragraphs)))
    return texts


def _term(rng: random.Random, known: list[str], absent: list[str]) -> str:
    word = rng.choice(absent) if rng.random() < 1 / 3 else rng.choice(known)
    return f'"{word} {rng.choice(known)}"' if rng.random() < 0.15 else word


def make_rules(
    rng: random.Random, count: int, known: list[str], absent: list[str], kind: str
) -> list[str]:
    """Return expressions; when `kind` is rich, every second one uses NEAR, SENTENCE and ~."""
    rules = []
    for number in range(count):
        groups = [[_term(rng, known, absent) for _ in range(rng.randint(2, 4))] for _ in range(3)]
        barred = [_term(rng, known, absent) for _ in range(rng.randint(1, 2))]
        a, b, c = (f"({' OR '.join(group)})" for group in groups)
        if kind == "rich" and number % 2:
            a = f"({' OR '.join(f'{term}~' for term in groups[0])})"
            joined = (
                f"({a} NEAR/10 {b}) AND {c}" if number % 4 == 1 else f"({a} SENTENCE {b}) AND {c}"
            )
        else:
            joined = f"{a} AND {b} AND {c}"
        rules.append(f"{joined} AND NOT ({' OR '.join(barred)})")
    return rules


def rules_files(rules: list[str]) -> dict[str, bytes]:
    """Return the rules as files of a thousand each."""
    entries = [
        f"  - id: r{n}\n    topics: [t{n % 9}]\n    match: '{rule}'\n"
        for n, rule in enumerate(rules)
    ]
    return {
        f"bench-{at}.yml": (HEAD + "".join(entries[at : at + 1000])).encode()
        for at in range(0, len(entries), 1000)
    }


def material(count: int, kind: str) -> tuple[list[tuple[str, str]], list[str]]:
    rng = random.Random(SEED)
    words = vocabulary(rng)
    texts = make_texts(rng, words)
    in_texts = sorted(
        {
            word
            for title, text in texts
            for word in (title + " " + text).lower().replace(".", " ").split()
        }
    )
    absent = [word + "qx" for word in words]
    # Rules are about what is reported now and then, not about the words of every text.
    frequent = set(words[:300])
    known = [word for word in in_texts if word not in frequent]
    rules = make_rules(rng, count, known, absent, kind)
    return texts, rules


def measure(count: int, kind: str) -> dict[str, float]:
    """Load that many rules and match all texts; to be run in a process of its own."""
    from monitor.matching.loading import load  # noqa: PLC0415 (not part of the memory before)
    from monitor.run.memory import settle  # noqa: PLC0415

    texts, rules = material(count, kind)
    files = rules_files(rules)
    del rules
    process = psutil.Process()
    before = process.memory_info().rss
    started = time.process_time()
    loaded = load(files)
    rule_set = loaded.rule_set()
    load_seconds = time.process_time() - started
    del loaded, files
    settle()  # as the daemon does once rules are in force
    for title, text in texts[:50]:
        rule_set.match(title, text)
    figures = []
    hits = over = 0
    for _ in range(3):
        hits = 0
        started = time.process_time()
        for title, text in texts:
            result = rule_set.match(title, text)
            hits += len(result.matches)
            over += len(result.over_budget)
        figures.append((time.process_time() - started) / len(texts) * 1000)
    return {
        "rules": count,
        "ms_per_text": round(sorted(figures)[1], 3),
        "matches_per_text": round(hits / len(texts), 2),
        "over_budget": over,
        "load_seconds": round(load_seconds, 2),
        "megabytes": round((process.memory_info().rss - before) / 1e6),
        "patterns": len(rule_set.vocabulary.patterns),
    }


def postgres(url: str, count: int) -> float:
    """Return PostgreSQL's wall milliseconds per text, on one connection, for the same rules."""
    import psycopg  # noqa: PLC0415 (wanted only here)

    texts, rules = material(count, "plain")
    translate = {"AND NOT": "& !", " AND ": " & ", " OR ": " | "}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE queries (id int, query tsquery)")
        with connection.cursor() as cursor:
            for number, rule in enumerate(rules):
                query = rule
                for ours, theirs in translate.items():
                    query = query.replace(ours, theirs)
                while '"' in query:
                    before, phrase, after = query.split('"', 2)
                    query = f"{before}({phrase.replace(' ', ' <-> ')}){after}"
                cursor.execute("INSERT INTO queries VALUES (%s, %s::tsquery)", (number, query))
        started = time.perf_counter()
        for title, text in texts[:20]:
            connection.execute(
                "SELECT count(*) FROM queries, to_tsvector('simple', %s) AS document "
                "WHERE document @@ query",
                (f"{title} {text}",),
            ).fetchone()
        return (time.perf_counter() - started) / 20 * 1000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--postgres", default=os.environ.get("MONITOR_BENCH_POSTGRES", ""))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        count, kind = arguments.one.split(":")
        print(json.dumps(measure(int(count), kind)))
        return
    rows = []
    for kind in ("plain", "rich"):
        for size in arguments.sizes.split(","):
            command = [sys.executable, __file__, "--one", f"{size}:{kind}"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            rows.append({"kind": kind, **json.loads(done.stdout)})
            if not arguments.json:
                shown = "  ".join(f"{key} {value}" for key, value in rows[-1].items())
                print(shown, flush=True)
    if arguments.postgres:
        rows.append(
            {
                "kind": "postgres",
                "rules": 10_000,
                "ms_per_text": postgres(arguments.postgres, 10_000),
            }
        )
    if arguments.json:
        print(json.dumps(rows))
    elif arguments.postgres:
        print(rows[-1])


if __name__ == "__main__":
    main()

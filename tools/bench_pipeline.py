"""What the pipeline costs beside raw feedparser and trafilatura, and what an idle daemon weighs.

    python tools/bench_pipeline.py [--pages FOLDER] [--count 120] [--repeats 3] [--feeds 1000]

Cost: the same pages are (a) parsed and extracted by the bare libraries in one process and (b) taken
through `monitor run --once`, fetches, database, rules and alerts included; the CPU time of the
daemon and its children is read from the kernel (getrusage), less that of a run over the first few
pages, so that loading programs and rules, once in a daemon's life, does not count. (a) and (b) take
turns. FOLDER holds real article pages (*.html); without it pages are generated.

Weight: proportional set size (PSS, proc(5)) of the daemon and its children with many idle feeds.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from newsroom import feed  # noqa: E402
from servers import Reply, Site  # noqa: E402

WARM = 10  # pages that only warm up
MONITOR = Path(sys.executable).with_name("monitor")
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, prctl(2): orphans of the daemon become ours to count

RAW = """
import sys, time, feedparser, io, trafilatura
from pathlib import Path
folder, warm = Path(sys.argv[1]), int(sys.argv[2])
pages = [path.read_bytes() for path in sorted(folder.glob("*.html"))]
for page in pages[:warm]:
    trafilatura.extract(page)
pages = pages[warm:]
feed = (folder / "feed.xml").read_bytes()
began = time.process_time()
feedparser.parse(io.BytesIO(feed))
for page in pages:
    trafilatura.extract(page)
print(time.process_time() - began)
"""

PARAGRAPHS = (
    (
        "The ministry said on Monday that the first aircraft had been handed over at a northern base, "
        "and that crews would train there until the spring."
    ),
    (
        "A spokesman gave no price. Members of the budget committee said that they had asked for the "
        "contract three times and had been shown only its first page."
    ),
    (
        "Analysts in the region expect the neighbours to answer with purchases of their own, though "
        "none of the governments concerned would comment when asked."
    ),
    (
        "The port authority reported ordinary traffic, and a fishing cooperative complained about the "
        "closure of a channel for the length of the ceremony."
    ),
)


def main() -> None:
    """Measure, and print one line per figure."""
    options = _options()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        _cost(Path(folder), options)
    with tempfile.TemporaryDirectory() as folder:
        _weight(Path(folder), options.feeds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=Path, help="a folder with real article pages")
    parser.add_argument("--count", type=int, default=250, help="pages to take")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--feeds", type=int, default=1000, help="idle feeds to weigh with")
    return parser.parse_args()


def _cost(folder: Path, options: argparse.Namespace) -> None:
    pages = _pages(options.pages, options.count)
    with Site() as site:
        titles = {}
        for number, body in enumerate(pages):
            path = f"/news/{number}"
            (folder / f"{number:04}.html").write_bytes(body)
            headers = {"Content-Type": "text/html"}
            site.answer(path, Reply(body=body, headers=headers))
            titles[path] = f"Article {number} on drones delivered to country {number}"
        text = feed(site, titles)
        (folder / "feed.xml").write_text(text)
        site.answer("/feed.xml", Reply(body=text, headers={"Content-Type": "text/xml"}))
        few = feed(site, dict(list(titles.items())[:WARM]))
        site.answer("/warm.xml", Reply(body=few, headers={"Content-Type": "text/xml"}))
        raw, ours = [], []
        for repeat in range(options.repeats):
            raw.append(_raw_seconds(folder))
            ours.append(_pipeline_seconds(folder / f"run{repeat}", site))
    count = len(pages) - WARM
    ratio = statistics.median(b / a for a, b in zip(raw, ours, strict=True))
    print(
        f"pages                      {count}, mean {sum(map(len, pages)) / len(pages) / 1000:.0f} kB"
    )
    print(f"raw libraries, CPU a page  {statistics.median(raw) / count * 1000:.1f} ms")
    print(f"pipeline, CPU a page       {statistics.median(ours) / count * 1000:.1f} ms")
    print(f"pipeline / raw             {ratio:.2f} (median of {options.repeats} pairs; bar 1.30)")


def _pages(folder: Path | None, count: int) -> list[bytes]:
    if folder is not None:
        return [path.read_bytes() for path in sorted(folder.glob("*.html"))[:count]]
    return [_generated(number) for number in range(count)]


def _generated(number: int) -> bytes:
    """A page of the size and shape of a news site's: much furniture, some article."""
    menu = "".join(
        f"<li><a href='/s{n}' class='menu-item'>Section {n}</a></li>" for n in range(150)
    )
    cards = "".join(
        f"<div class='card'><a href='/r{n}'><img src='/i{n}.jpg' alt=''><h3>Other story {n} of "
        f"page {number}</h3></a><p class='teaser'>A teaser for story {n}.</p></div>"
        for n in range(120)
    )
    body = "".join(
        f"<p>{PARAGRAPHS[(number + n) % 4]} Paragraph {n} of report {number}.</p>"
        for n in range(24)
    )
    script = "<script>" + "var data = {};" * 1500 + "</script>"
    return (
        f"<html><head><title>Report {number}</title>{script}</head><body><nav><ul>{menu}</ul></nav>"
        f"<main><article><h1>Report {number}</h1>{body}</article></main>"
        f"<aside>{cards}</aside><footer>{menu}</footer></body></html>"
    ).encode()


def _raw_seconds(folder: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", RAW, str(folder), str(WARM)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _pipeline_seconds(folder: Path, site: Site) -> float:
    """CPU seconds of a run over all pages, less those of a run over the first few."""
    seconds = []
    for name in ("feed", "warm"):
        _house(folder / name, site, "1h")
        _command(folder / name, "feeds", "add", site.url(f"/{name}.xml"), "--all")
        seconds.append(_cpu_of_run(folder / name))
    return seconds[0] - seconds[1]


def _house(folder: Path, site: Site, every: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "monitor.toml").write_text(
        f"""\
[rules]
path = "{HERE.parent / "rules"}"
[children]
workers = 1
[polling]
every = "{every}"
host_gap = "0s"
page_gap = "0s"
jitter = 0.0
allow_private = ["127.0.0.1:{site.port}"]
[log]
level = "warning"
"""
    )


def _command(folder: Path, *arguments: str) -> None:
    subprocess.run([MONITOR, *arguments], cwd=folder, check=True, capture_output=True)


def _cpu_of_run(folder: Path) -> float:
    """CPU seconds of `monitor run --once` and of everything it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _command(folder, "run", "--once")
    _reap()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _reap() -> None:
    """Wait for orphans that the run left to us, so that the kernel counts them."""
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _weight(folder: Path, feeds: int) -> None:
    with Site() as site:
        _house(folder, site, "6h")
        outlines = []
        for number in range(feeds):
            path = f"/feed/{number}.xml"
            titles = {f"/{number}/{n}": f"Story {n} of feed {number}" for n in range(20)}
            site.answer(path, Reply(body=feed(site, titles), headers={"Content-Type": "text/xml"}))
            outlines.append(f'<outline type="rss" text="{number}" xmlUrl="{site.url(path)}"/>')
        opml = folder / "feeds.opml"
        opml.write_text(f'<opml version="2.0"><body>{"".join(outlines)}</body></opml>')
        _command(folder, "feeds", "import", str(opml))
        daemon = subprocess.Popen([MONITOR, "run"], cwd=folder, stderr=subprocess.DEVNULL)
        try:
            site.wait_for(feeds, timeout=300)
            time.sleep(5)
            print(f"idle feeds                 {feeds}")
            print(f"proportional set size      {_pss_megabytes(daemon.pid):.0f} MB (bar 350)")
        finally:
            daemon.terminate()
            daemon.wait(30)


def _pss_megabytes(root: int) -> float:
    """PSS of a process and all its descendants, in MB."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    total = 0
    for pid in family:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(
            int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")
        )
    return total / 1000


if __name__ == "__main__":
    main()

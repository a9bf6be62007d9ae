"""What the pipeline costs beside raw feedparser and trafilatura, and what an idle daemon weighs.

    python tools/bench_pipeline.py [--pages FOLDER] [--count 120] [--repeats 3] [--feeds 1000]

Cost: the same pages are (a) parsed and extracted by the bare libraries in one process and (b) taken
through `monitor run --once`, fetches, database, rules and alerts included; the CPU time of the
daemon and its children is read from the kernel (getrusage), less that of a run over the first few
pages, so that loading programs and rules, once in a daemon's life, does not count. (a) and (b) take
turns. One headline in ten is one that rules fire on, so that an event is read and an alert made of
it; `--on-topic 1` makes it every one. FOLDER holds real article pages (*.html); without it pages
are generated.

Weight: proportional set size (PSS, proc(5)) of the daemon and its children with many idle feeds.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from measuring import MONITOR, command, cpu_of_run, house, pss_megabytes  # noqa: E402
from newsroom import feed  # noqa: E402
from page_farm import page  # noqa: E402
from servers import Reply, Site  # noqa: E402

WARM = 10  # pages that only warm up

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


def main() -> None:
    """Measure, and print one line per figure."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        _cost(Path(folder), options)
    with tempfile.TemporaryDirectory() as folder:
        _weight(Path(folder), options.feeds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=Path, help="a folder with real article pages")
    parser.add_argument("--count", type=int, default=250, help="pages to take")
    parser.add_argument("--on-topic", type=int, default=10, help="one headline in so many matches")
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
            titles[path] = _headline(number, options.on_topic)
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
    size = statistics.mean(map(len, pages)) / 1000
    print(f"pages                      {count}, mean {size:.0f} kB")
    print(f"raw libraries, CPU a page  {statistics.median(raw) / count * 1000:.1f} ms")
    print(f"pipeline, CPU a page       {statistics.median(ours) / count * 1000:.1f} ms")
    print(f"pipeline / raw             {ratio:.2f} (median of {options.repeats} pairs; bar 1.30)")


def _headline(number: int, on_topic: int) -> str:
    """The headline in the feed: one in `on_topic` is news that the bundled rules fire on."""
    if number % on_topic == 0:
        return f"Turkey delivers combat drones to the army of Pakistan, batch {number}"
    return f"What the council of town number {number} made of its budget"


def _pages(folder: Path | None, count: int) -> list[bytes]:
    if folder is not None:
        return [path.read_bytes() for path in sorted(folder.glob("*.html"))[:count]]
    return [page(number) for number in range(count)]


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
        house(folder / name, [_place(site)], "1h")
        command(folder / name, "feeds", "add", site.url(f"/{name}.xml"), "--all")
        seconds.append(cpu_of_run(folder / name))
    return seconds[0] - seconds[1]


def _place(site: Site) -> str:
    return f"127.0.0.1:{site.port}"


def _weight(folder: Path, feeds: int) -> None:
    with Site() as site:
        house(folder, [_place(site)], "6h")
        outlines = []
        for number in range(feeds):
            path = f"/feed/{number}.xml"
            titles = {f"/{number}/{n}": f"Story {n} of feed {number}" for n in range(20)}
            site.answer(path, Reply(body=feed(site, titles), headers={"Content-Type": "text/xml"}))
            outlines.append(f'<outline type="rss" text="{number}" xmlUrl="{site.url(path)}"/>')
        opml = folder / "feeds.opml"
        opml.write_text(f'<opml version="2.0"><body>{"".join(outlines)}</body></opml>')
        command(folder, "feeds", "import", str(opml))
        daemon = subprocess.Popen([MONITOR, "run"], cwd=folder, stderr=subprocess.DEVNULL)
        try:
            site.wait_for(feeds, timeout=300)
            time.sleep(5)
            print(f"idle feeds                 {feeds}")
            print(f"proportional set size      {pss_megabytes(daemon.pid):.0f} MB (bar 350)")
        finally:
            daemon.terminate()
            daemon.wait(30)


if __name__ == "__main__":
    main()

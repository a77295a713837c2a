"""How fast a folder of small files is repaired, by one process and by two, and whether memory stays flat.

    python benchmarks/folders.py [FILES]        (20,000 unless said otherwise)

Prints files a second for each number of processes, their ratio, and the largest memory of the main process after a
tenth of the files and after all.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PAGE = "Bulletin {number}. The class reads page {number} on Thursday.\n\n{paragraph}\n"


def make_folder(folder: Path, files: int) -> None:
    """Small pages, each with a paragraph of a sample."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    paragraphs = [part for text in texts for part in text.split("\n\n") if 40 < len(part) < 600]
    for number in range(files):
        path = folder / f"{number % 100:02}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(number=number, paragraph=paragraphs[number % len(paragraphs)]), encoding="utf-8")


def measure(folder: Path, output: Path, jobs: int) -> tuple[float, int]:
    """Seconds, and the largest memory in MB of any one process."""
    code = (
        "import resource, sys\nfrom normaliser.cli import program\n"
        "try: program()\nfinally:\n"
        "  print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=open(sys.argv[-1] + '.rss', 'w'))\n"
    )
    command = [sys.executable, "-c", code, "repair", "--quiet", "--jobs", str(jobs), str(folder), "-o", str(output)]
    begun = time.perf_counter()
    subprocess.run(command, check=True)
    seconds = time.perf_counter() - begun
    return seconds, int(Path(f"{output}.rss").read_text()) // 1024


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    subprocess.run(
        [sys.executable, "-m", "normaliser", "corpora", "--build", "--quiet"], check=True, capture_output=True
    )
    with tempfile.TemporaryDirectory() as place:
        folders = {count: Path(place) / str(count) for count in (files // 10, files)}
        for count, folder in folders.items():
            make_folder(folder, count)
        speeds: dict[int, float] = {}
        for jobs in (1, 2):
            (_, least), (seconds, most) = (
                measure(folder, Path(place) / f"out-{jobs}-{count}", jobs) for count, folder in folders.items()
            )
            speeds[jobs] = files / seconds
            grown = f"{least} MB after {files // 10} files, {most} MB after all"
            print(f"{jobs} processes: {speeds[jobs]:.0f} files/s; {grown}")
    print(f"two are {speeds[2] / speeds[1]:.2f} times as fast as one")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""How many words of a finished film a speech recogniser understands, line by line.

  tools/hear_dialogue.py FILM.mp4 FILM.srt [--lines]

Cuts the film's sound at its captions and gives every piece to pocketsphinx. Prints the share of words missed, mistaken
or invented (word error rate), over all lines and for the worst ones. A recogniser of this kind mistakes about a quarter of
clearly spoken sentences; compare films with each other, and with plain voices (src/acting/voice_measures.py).
Needs the Debian packages pocketsphinx, pocketsphinx-en-us and ffmpeg. English only.
"""
import re, subprocess, sys, tempfile, pathlib

MODEL = "/usr/share/pocketsphinx/model/en-us/"


def seconds(stamp):
    h, m, s = stamp.replace(",", ".").split(":")
    return int(h) * 3600 + int(m) * 60 + float(s)


def captions(path):
    for block in re.split(r"\n\s*\n", pathlib.Path(path).read_text(encoding="utf-8-sig").strip()):
        lines = block.strip().split("\n")
        at = next((i for i, line in enumerate(lines) if "-->" in line), None)
        if at is None:
            continue
        begin, end = (seconds(x.strip()) for x in lines[at].split("-->"))
        yield begin, end, " ".join(lines[at + 1:])


def words(text):
    text = re.sub(r"<[^>]*>|\[[^\]]*\]|\([^)]*\)", " ", text.lower()).replace("’", "'")
    return re.findall(r"[a-z']+", text)


def errors(said, heard):
    row = list(range(len(heard) + 1))
    for i, a in enumerate(said, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(heard, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    film, srt = sys.argv[1:3]
    lines = [(b, e, t) for b, e, t in captions(srt)]
    # Captions of one speech follow each other without a gap: they are heard together.
    speeches = []
    for b, e, t in lines:
        if speeches and b - speeches[-1][1] < 0.15:
            speeches[-1] = (speeches[-1][0], e, speeches[-1][2] + " " + t)
        else:
            speeches.append((b, e, t))
    total = wrong = 0
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for i, (b, e, t) in enumerate(speeches):
            said = words(t)
            if not said:
                continue
            wav = f"{folder}/{i}.wav"
            subprocess.run(["ffmpeg", "-v", "error", "-y", "-ss", f"{max(0, b - 0.15):.3f}", "-t", f"{e - b + 0.4:.3f}", "-i", film, "-map", "0:a", "-ac", "1", "-ar", "16000", wav], check=True)
            out = subprocess.run(["pocketsphinx_continuous", "-infile", wav, "-hmm", MODEL + "en-us", "-lm", MODEL + "en-us.lm.bin", "-dict", MODEL + "cmudict-en-us.dict", "-logfn", "/dev/null"],
                                 capture_output=True, text=True, check=True)
            heard = words(out.stdout)
            n = min(errors(said, heard), len(said) * 2)
            total += len(said)
            wrong += n
            found.append((n / len(said), b, " ".join(said), " ".join(heard)))
    if not total:
        sys.exit("There are no spoken words in " + srt)
    print(f"{100 * wrong / total:.0f} % of {total} words in {len(found)} speeches were missed, mistaken or invented.")
    worst = sorted(found, reverse=True)
    for share, b, said, heard in worst if "--lines" in sys.argv else worst[:8]:
        print(f"  {100 * share:4.0f} %  {b:7.2f} s  {said}\n                     {heard}")


main()

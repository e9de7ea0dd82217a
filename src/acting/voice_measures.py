#!/usr/bin/env python3
"""What the cast's voices are like, measured by programs that are not ours (not part of the normal tests).

  voice_measures.py words BUILD/src/acting/acting_speak_main [VOICE ...]    word errors, pitch, range, formants, hiss
  voice_measures.py apart BUILD/src/acting/acting_speak_main [VOICE ...]    which voice is it? nearest of all, by sentence
  voice_measures.py control BUILD/src/acting/acting_speak_main [VOICE ...]  pitch, range and length asked against heard

VOICE is a name of data/acting/voices.json, key=value,key=value (base=awb,pitch=0.9), espeak:NAME or flite:NAME.
Needs the Debian packages pocketsphinx, pocketsphinx-en-us, ffmpeg and praat (peers: espeak-ng, flite). Word errors on 25
Harvard sentences are a proxy of intelligibility, about +-6 points at 95 %; the same recogniser hears all.
"""
import json, math, os, re, subprocess, sys, tempfile

SENTENCES = """the birch canoe slid on the smooth planks
glue the sheet to the dark blue background
it's easy to tell the depth of a well
these days a chicken leg is a rare dish
rice is often served in round bowls
the juice of lemons makes fine punch
the box was thrown beside the parked truck
the hogs were fed chopped corn and garbage
four hours of steady work faced us
a large size in stockings is hard to sell
the boy was there when the sun rose
a rod is used to catch pink salmon
the source of the huge river is the clear spring
kick the ball straight and follow through
help the woman get back to her feet
a pot of tea helps to pass the evening
smoky fires lack flame and heat
the soft cushion broke the man's fall
the salt breeze came across from the sea
the girl at the booth sold fifty bonds
the small pup gnawed a hole in the sock
the fish twisted and turned on the bent hook
press the pants and sew a button on the vest
the swan dive was far short of perfect
the beauty of the view stunned the young boy""".split("\n")

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/acting/voices.json")
MODEL = "/usr/share/pocketsphinx/model/en-us"

# One line a file: median pitch, 5 and 95 % of it (Hz), share voiced, median formants 1-4, and for all of it the level in
# five bands. "filtered autocorrelation" is Praat's own; the floor and ceiling are wide, then narrowed around the median.
PRAAT = """
form what
  sentence list
endform
Read Strings from raw text file: list$
n = Get number of strings
for i to n
  selectObject: 1
  f$ = Get string: i
  s = Read from file: f$
  p = noprogress To Pitch (ac): 0.005, 50, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, 500
  m = Get quantile: 0, 0, 0.5, "Hertz"
  if m = undefined
    m = 120
  endif
  removeObject: p
  selectObject: s
  p = noprogress To Pitch (ac): 0.005, max (50, m * 0.55), 15, "yes", 0.03, 0.45, 0.01, 0.35, 0.14, min (600, m * 2.2)
  m = Get quantile: 0, 0, 0.5, "Hertz"
  a = Get quantile: 0, 0, 0.05, "Hertz"
  b = Get quantile: 0, 0, 0.95, "Hertz"
  v = Count voiced frames
  t = Get number of frames
  removeObject: p
  selectObject: s
  k = noprogress To Formant (burg): 0.01, 5, 5500, 0.025, 50
  f1 = Get quantile: 1, 0, 0, "hertz", 0.5
  f2 = Get quantile: 2, 0, 0, "hertz", 0.5
  f3 = Get quantile: 3, 0, 0, "hertz", 0.5
  f4 = Get quantile: 4, 0, 0, "hertz", 0.5
  removeObject: k
  selectObject: s
  l = noprogress To Ltas: 100
  e1 = Get mean: 0, 500, "energy"
  e2 = Get mean: 500, 1500, "energy"
  e3 = Get mean: 1500, 4000, "energy"
  e4 = Get mean: 4000, 8000, "energy"
  e5 = Get mean: 8000, 14000, "energy"
  removeObject: l
  selectObject: s
  h = noprogress To Harmonicity (cc): 0.01, 60, 0.1, 1.0
  c = Get mean: 0, 0
  removeObject: h
  selectObject: s
  d = Get total duration
  removeObject: s
  appendInfoLine: m, " ", a, " ", b, " ", v / t, " ", f1, " ", f2, " ", f3, " ", f4, " ", e1, " ", e2, " ", e3, " ", e4, " ", e5, " ", c, " ", d
endfor
"""


def praat(folder, files):
    with open(f"{folder}/m.praat", "w") as script:
        script.write(PRAAT)
    with open(f"{folder}/files", "w") as names:
        names.write("\n".join(files))
    out = subprocess.run(["praat", "--run", f"{folder}/m.praat", f"{folder}/files"], check=True, capture_output=True, text=True).stdout
    number = lambda t: float("nan") if "undefined" in t else float(t)
    return [[number(t) for t in line.split()] for line in out.splitlines() if line.strip()]


def errors(reference, heard):
    row = list(range(len(heard) + 1))
    for i, r in enumerate(reference, 1):
        previous, row[0] = row[0], i
        for j, h in enumerate(heard, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (r != h))
    return row[-1]


def keys_of(voice):
    return voice.split(",") if "=" in voice else [f"voice={voice}"]


def speak(program, folder, voice, sentences, more=()):
    """WAV files of the sentences, named 0.wav, 1.wav ..."""
    files = [f"{folder}/{i}.wav" for i in range(len(sentences))]
    if voice.startswith("espeak:"):
        for file, text in zip(files, sentences):
            subprocess.run(["espeak-ng", "-v", voice[7:], "-w", file, text], check=True, capture_output=True)
    elif voice.startswith("flite:"):
        for file, text in zip(files, sentences):
            subprocess.run(["flite", "-voice", voice[6:], "-t", text, "-o", file], check=True, capture_output=True)
    else:
        with open(f"{folder}/list", "w") as calls:
            for file, text in zip(files, sentences):
                calls.write("\t".join([file, text] + keys_of(voice) + list(more)) + "\n")
        subprocess.run([program, "--list", f"{folder}/list"], check=True, capture_output=True)
    return files


def word_errors(folder, files):
    with open(f"{folder}/ctl", "w") as ctl:
        for i, file in enumerate(files):
            subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", file, "-ar", "16000", "-ac", "1", "-f", "s16le", f"{folder}/{i}.raw"], check=True)
            ctl.write(f"{i}\n")
    subprocess.run(["pocketsphinx_batch", "-hmm", f"{MODEL}/en-us", "-lm", f"{MODEL}/en-us.lm.bin", "-dict", f"{MODEL}/cmudict-en-us.dict",
                    "-ctl", f"{folder}/ctl", "-cepdir", folder, "-cepext", ".raw", "-adcin", "yes", "-hyp", f"{folder}/hyp"],
                   check=True, capture_output=True)
    heard = {}
    for line in open(f"{folder}/hyp"):
        words, name = re.match(r"(.*?) ?\((\S+) -?\d+\)$", line.strip()).groups()
        heard[int(name)] = words.split()
    wrong = sum(errors(s.split(), heard.get(i, [])) for i, s in enumerate(SENTENCES))
    return 100.0 * wrong / sum(len(s.split()) for s in SENTENCES)


def mean(values):
    values = [v for v in values if v == v]
    return sum(values) / max(1, len(values))


def words(program, voices):
    print("| voice | word errors | pitch | range | formants 1-4 | 8-14 kHz against 0.5-1.5 |\n| --- | --- | --- | --- | --- | --- |")
    for voice in voices:
        with tempfile.TemporaryDirectory() as folder:
            files = speak(program, folder, voice, SENTENCES)
            rows = praat(folder, files[:10])
            wrong = word_errors(folder, files)
        semitones = mean([12 * math.log2(r[2] / r[1]) for r in rows])
        print(f"| {voice} | {wrong:.1f} % | {mean([r[0] for r in rows]):.0f} Hz | {semitones:.1f} st | "
              + " ".join(f"{mean([r[k] for r in rows]):.0f}" for k in range(4, 8)) + f" | {mean([r[12] - r[9] for r in rows]):.0f} dB |", flush=True)


def features(row):
    """Where a voice lies: pitch and range in semitones, formants in per cent, its bands and its noise in decibels, pace in per cent."""
    m, a, b, v, f1, f2, f3, f4, *bands = row[:13]
    level = mean(bands)
    return [12 * math.log2(m), 12 * math.log2(b / a), 100 * math.log(f1), 100 * math.log(f2), 100 * math.log(f3), 100 * math.log(f4)] + [e - level for e in bands] + [row[13], 100 * math.log(row[14])]


def apart(program, voices):
    """Leave one sentence out: is each sentence nearest to the mean of its own voice? Distances in the spread within voices."""
    told = {}
    for voice in voices:
        with tempfile.TemporaryDirectory() as folder:
            told[voice] = [features(r) for r in praat(folder, speak(program, folder, voice, SENTENCES[:12]))]
    count = len(next(iter(told.values()))[0])
    for i in range(12):  # long sentences are no slow voices
        usual = mean([told[v][i][-1] for v in told])
        for v in told:
            told[v][i][-1] -= usual
    spread = []
    for k in range(count):
        within = [(f[k] - mean([g[k] for g in all_of])) ** 2 for all_of in told.values() for f in all_of]
        spread.append(math.sqrt(mean(within)) or 1)
    distance = lambda f, g: math.sqrt(sum(((x - y) / s) ** 2 for x, y, s in zip(f, g, spread)) / count)
    centre = {v: [mean([f[k] for f in all_of]) for k in range(count)] for v, all_of in told.items()}
    right = total = 0
    for voice, all_of in told.items():
        hits = 0
        for i, f in enumerate(all_of):
            own = [mean([g[k] for j, g in enumerate(all_of) if j != i]) for k in range(count)]
            hits += all(distance(f, own if v == voice else centre[v]) >= distance(f, own) for v in told)
        near = min((distance(centre[voice], centre[v]), v) for v in told if v != voice)
        print(f"{voice:16} told {hits} of {len(all_of)}, nearest {near[1]} at {near[0]:.1f}", flush=True)
        right, total = right + hits, total + len(all_of)
    print(f"told apart: {right} of {total} sentences, {100.0 * right / total:.1f} %; by chance {100.0 / len(told):.1f} %")


# Pulses of the vocal folds as Praat hears them, a file's on one line.
PULSES = """
form what
  sentence list
  real floor
  real ceiling
endform
Read Strings from raw text file: list$
n = Get number of strings
for i to n
  selectObject: 1
  f$ = Get string: i
  s = Read from file: f$
  k = noprogress To PointProcess (periodic, cc): floor, ceiling
  m = Get number of points
  for j to m
    t = Get time from index: j
    appendInfo: fixed$ (t, 4), " "
  endfor
  appendInfoLine: ""
  removeObject: k, s
endfor
"""

VOICELESS = {"s", "sh", "f", "th", "p", "t", "k", "ch", "hh"}


def silent_folds(folder, files, middle):
    """Stretches of voiceless phones between voiced ones: (length by the labels, length without pulses), in seconds."""
    with open(f"{folder}/p.praat", "w") as script:
        script.write(PULSES)
    with open(f"{folder}/files", "w") as names:
        names.write("\n".join(files))
    out = subprocess.run(["praat", "--run", f"{folder}/p.praat", f"{folder}/files", str(0.5 * middle), str(2 * middle)], check=True, capture_output=True, text=True).stdout
    found = []
    for file, line in zip(files, out.splitlines()):
        pulses = [float(t) for t in line.split()]
        phones = [(float(a), float(b), name) for a, b, name, _ in (l.split() for l in open(file + ".phones"))]
        row, i = [], 0
        while i < len(phones):
            j = i
            while j < len(phones) and phones[j][2] in VOICELESS:
                j += 1
            if j > i and i > 0 and j < len(phones) and phones[i - 1][2] != "pau" and phones[j][2] != "pau":
                a, b = phones[i][0], phones[j - 1][1]
                middle_of = 0.5 * (a + b)
                before, after = [t for t in pulses if t < middle_of], [t for t in pulses if t >= middle_of]
                if before and after:
                    row.append((b - a, after[0] - before[-1]))
            i = max(j, i + 1)
        found.append(row)
    return found


def control(program, voices):
    """What is asked (pitch, range, pace) against what Praat hears, over ten sentences, for each speaker."""
    speakers = [v for v in voices if "=" in v] or ["base=rms", "base=awb", "base=slt", "base=slt,second=rms,blend=0.5,second_formant=-0.065"]
    worst = {"pitch": 0, "range": 0}
    for speaker in speakers:
        def heard(*more):
            with tempfile.TemporaryDirectory() as folder:
                files = speak(program, folder, speaker, SENTENCES[:10], more)
                rows = praat(folder, files)
                return rows, silent_folds(folder, files, mean([r[0] for r in rows]))
        plain, folds = heard()
        pitch = math.exp(mean([math.log(r[0]) for r in plain]))
        width = mean([12 * math.log2(r[2] / r[1]) for r in plain])
        print(f"{speaker}: {pitch:.1f} Hz over {width:.1f} st")
        for factor in (0.85, 0.92, 1.1, 1.2, 1.4):
            now = math.exp(mean([math.log(r[0]) for r in heard(f"pitch={factor}")[0]]))
            error = 100 * (now / pitch / factor - 1)
            worst["pitch"] = max(worst["pitch"], abs(error))
            print(f"  pitch x {factor}: {now:.1f} Hz, {error:+.1f} %")
        for factor in (0.5, 0.7, 1.3, 1.6):
            now = mean([12 * math.log2(r[2] / r[1]) for r in heard(f"range={factor}")[0]])
            error = 100 * (now / width / factor - 1)
            worst["range"] = max(worst["range"], abs(error))
            print(f"  range x {factor}: {now:.1f} st, {error:+.1f} %")
        for factor in (0.8, 1.25):
            off = []
            for was, now in zip(folds, heard(f"pace={factor}")[1]):
                if len(was) == len(now):  # what a voiceless stretch grew by, by the labels and by ear
                    off += [abs((n[1] - w[1]) - (n[0] - w[0])) * 1000 for w, n in zip(was, now)]
            off.sort()
            print(f"  pace x {factor}: {len(off)} voiceless stretches grew as labelled within {off[len(off) // 2]:.0f} ms (median), {off[9 * len(off) // 10]:.0f} ms (90 %)", flush=True)
    print(f"worst: pitch {worst['pitch']:.1f} %, range {worst['range']:.1f} %")


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("words", "apart", "control"):
        sys.exit(__doc__)
    names = [v["name"] for v in json.load(open(DATA))["voices"]]
    globals()[sys.argv[1]](os.path.abspath(sys.argv[2]), sys.argv[3:] or ([] if sys.argv[1] == "control" else names))

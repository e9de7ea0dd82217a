#!/usr/bin/python3
"""How well lips keep to a recording, measured on speech whose phones are known (not part of the normal tests).

  lip_measures.py BUILD/src/acting/acting_align_main [--show] [--other] [VOICE ...]

Recordings are made of voices that the aligner does not know: Festival's kal, ked (diphones) and us_slt_arctic_hts, and
espeak-ng's klatt6. Each says 25 Harvard sentences, as it is and worse: with noise, in rooms, over a telephone, with other talk
before and after; with --other 30 sentences that nothing was tuned on. --show tells how each line fared. The
truth is the synthesiser's own. Needs the Debian packages festival, festvox-kallpc16k, festvox-kdlpc16k, festvox-us-slt-hts,
espeak-ng and python3-numpy.
"""
import ctypes, os, subprocess, sys, tempfile, wave

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from voice_measures import SENTENCES as TUNED

OTHER = """a king ruled the state in the early days
the ship was torn apart on the sharp reef
sickness kept him home the third week
the wide road shimmered in the hot sun
the lazy cow lay in the cool grass
lift the square stone over the fence
the rope will bind the seven books at once
hop over the fence and plunge in
the friendly gang left the drug store
mesh wire keeps chicks inside
the frosty air passed through the coat
the crooked maze failed to fool the mouse
adding fast leads to wrong sums
the show was a flop from the very start
a saw is a tool used for making boards
the wagon moved on well oiled wheels
march the soldiers past the next hill
a cup of sugar makes sweet fudge
place a rosebush near the porch steps
both lost their lives in the raging storm
we talked of the side show in the circus
use a pencil to write the first draft
he ran half way to the hardware store
the clock struck to mark the third period
a small creek cut across the field
mend the coat before you go out
the wrist was badly strained and hung limp
the stray cat gave birth to kittens
the meal was cooked before the bell rang
the box of purple pepper plums fell from my bumpy mobile bed""".split("\n")

RATE = 48000
FESTIVAL = {"kal": "kal_diphone", "ked": "ked_diphone", "hts": "cmu_us_slt_arctic_hts"}
NOISES = {"noise 20 dB": 20, "noise 10 dB": 10}  # pink, below the loud half
ROOMS = {"room 0.4 s": (0.4, 5), "room 0.9 s": (0.9, 1.5)}  # RT60; direct sound above the room's, dB, from the same place


def read_wav(file):
    with wave.open(file) as w:
        return np.frombuffer(w.readframes(w.getnframes()), dtype="<i2").astype(float) / 32768, w.getframerate()


def write_wav(file, x, rate):
    with wave.open(file, "wb") as w:
        w.setnchannels(1), w.setsampwidth(2), w.setframerate(rate)
        w.writeframes((np.clip(x, -1, 1) * 32767).astype("<i2").tobytes())


def resampled(x, rate, to):
    """By its spectrum: exact for what is below both limits."""
    n = int(round(len(x) * to / rate))
    X = np.fft.rfft(x)
    Y = np.zeros(n // 2 + 1, complex)
    k = min(len(X), len(Y))
    Y[:k] = X[:k]
    return np.fft.irfft(Y, n) * n / len(x)


def festival(folder, voice, sentences=TUNED):
    script = f"(voice_{FESTIVAL[voice]})\n"
    for i, text in enumerate(sentences):
        script += f'(set! u (Utterance Text "{text}"))(utt.synth u)(utt.save.wave u "{folder}/{i}.wav")(utt.save.segs u "{folder}/{i}.lab")\n'
    with open(f"{folder}/say.scm", "w") as f:
        f.write(script)
    subprocess.run(["festival", "-b", f"{folder}/say.scm"], check=True, capture_output=True)
    out = []
    for i in range(len(sentences)):
        x, rate = read_wav(f"{folder}/{i}.wav")
        at, phones = 0.0, []
        for line in open(f"{folder}/{i}.lab").read().split("#\n")[1].splitlines():
            end, _, name = line.split()[:3]
            phones.append((at, float(end), {"#": "pau"}.get(name, name)))
            at = float(end)
        out.append((resampled(x, rate, RATE), phones))
    return out


class Event(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("id", ctypes.c_uint), ("text", ctypes.c_int), ("length", ctypes.c_int), ("ms", ctypes.c_int), ("sample", ctypes.c_int), ("user", ctypes.c_void_p), ("string", ctypes.c_char * 8)]


def closed_before(phones, x, rate):
    """espeak-ng marks a stop after its closure: the dead silence (up to 60 ms) that lies before the mark is the stop's own."""
    out = list(phones)
    for i, (a, b, name) in enumerate(phones):
        at, first = int(a * rate), int(max(a - 0.06, phones[i - 1][0] if i else a) * rate)
        while name in ("p", "b") and i and phones[i - 1][2] != "pau" and at > first and abs(x[at - 1]) < 1e-4:
            at -= 1
        if at < int(a * rate):
            out[i - 1], out[i] = (out[i - 1][0], at / rate, out[i - 1][2]), (at / rate, b, name)
    return out


def espeak(voice, sentences=TUNED):
    """In a process of its own state: every phoneme is an event with its sample."""
    lib = ctypes.CDLL("libespeak-ng.so.1")
    rate = lib.espeak_Initialize(2, 0, None, 1 | 2)  # synchronous; phoneme events, as IPA
    sound, events = [], []
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))

    def hear(wav, n, event):
        if wav:
            sound.append(np.ctypeslib.as_array(wav, (n,)).copy() if n else np.zeros(0, np.int16))
        i = 0
        while event[i].type != 0:
            if event[i].type == 7:
                events.append((event[i].sample / rate, bytes(event[i].string).decode("utf8", "ignore")))
            i += 1
        return 0

    keep = callback(hear)
    lib.espeak_SetSynthCallback(keep)
    lib.espeak_SetVoiceByName(voice.encode())
    out = []
    for text in sentences:
        sound.clear(), events.clear()
        data = text.encode() + b"\0"
        lib.espeak_Synth(data, len(data), 0, 1, 0, 1, None, None)
        lib.espeak_Synchronize()
        x = np.concatenate(sound).astype(float) / 32768
        starts = events + [(len(x) / rate, "")]
        phones = closed_before([(a[0], b[0], (a[1].strip("ˈˌ")[:1] or "pau")) for a, b in zip(starts, starts[1:])], x, rate)
        out.append((resampled(x, rate, RATE), phones))
    return out


def noise(n, seed, pink=True):
    x = np.random.default_rng(seed).standard_normal(n)
    if pink:
        X = np.fft.rfft(x)
        X[1:] /= np.sqrt(np.arange(1, len(X)))
        x = np.fft.irfft(X, n)
    return x / np.sqrt(np.mean(x * x))


def level(x):
    """Of the loud half of the 20 ms windows."""
    p = np.sort(np.mean(x[: len(x) // 960 * 960].reshape(-1, 960) ** 2, axis=1))
    return np.sqrt(np.mean(p[len(p) // 2 :]))


def worse(how, all_of_voice, i):
    """The recording, what lies before the line in it, its rate and the other talk's words."""
    x, phones = all_of_voice[i]
    if how in NOISES:
        x = x + noise(len(x), i) * level(x) * 10 ** (-NOISES[how] / 20)
    elif how in ROOMS:
        seconds, direct = ROOMS[how]
        n = int(1.2 * seconds * RATE)
        h = noise(n, 100 + i, False) * 10 ** (-3 * np.arange(n) / RATE / seconds)
        h[: RATE // 500] = 0
        h *= 10 ** (-direct / 20) / np.sqrt(np.sum(h * h))
        h[0] = 1
        x = np.fft.irfft(np.fft.rfft(x, 2 * len(x) + 2 * RATE) * np.fft.rfft(h, 2 * len(x) + 2 * RATE))[: len(x) + RATE // 4]
    elif how == "telephone":
        X = np.fft.rfft(x)
        f = np.fft.rfftfreq(len(x), 1 / RATE)
        x = resampled(np.fft.irfft(X * ((f > 300) & (f < 3400)), len(x)), RATE, 8000)
        return x, phones, 8000
    elif how == "other talk":
        other = all_of_voice[(i + 1) % len(all_of_voice)][0]
        gap = np.zeros(int(0.6 * RATE))
        late = len(other) / RATE + 0.6
        return np.concatenate([other, gap, x, gap, other]), [(a + late, b + late, p) for a, b, p in phones], RATE
    return x, phones, RATE


def main():
    program, show = sys.argv[1], "--show" in sys.argv
    sentences = OTHER if "--other" in sys.argv else TUNED
    voices = [v for v in sys.argv[2:] if v[0] != "-"] or ["kal", "ked", "hts", "en-us+klatt6"]
    print(f"{'voice':14} {'recording':12} {'closures':>8} {'found':>6} {'covered':>8} {'drawn':>6} {'within a frame':>15} {'false':>6} {'shut without one':>17} {'F and V':>8}   aligned: phones, curves 60/s, drawings 12/s, frames of 24")
    for voice in voices:
        with tempfile.TemporaryDirectory() as folder:
            said = festival(folder, voice, sentences) if voice in FESTIVAL else espeak(voice, sentences)
            for how in ("plain", *NOISES, *ROOMS, "telephone", "other talk"):
                with open(f"{folder}/list", "w") as calls:
                    for i, text in enumerate(sentences):
                        x, phones, rate = worse(how, said, i)
                        write_wav(f"{folder}/r{i}.wav", 0.5 * x / max(abs(x)), rate)
                        with open(f"{folder}/r{i}.truth", "w") as f:
                            f.writelines(f"{a:.4f} {b:.4f} {p}\n" for a, b, p in phones)
                        calls.write(f"{folder}/r{i}.wav\t{folder}/r{i}.truth\t{text}\n")
                done = subprocess.run([program, f"{folder}/list"] + (["--show"] if show else []), capture_output=True, text=True)
                print(f"{voice:14} {how:12} {done.stdout.strip()} {done.stderr.strip()}", flush=True)


if __name__ == "__main__":
    main()

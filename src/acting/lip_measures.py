#!/usr/bin/python3
"""How well lips keep to a recording, measured on speech whose phones are known (not part of the normal tests).

  lip_measures.py BUILD/src/acting/acting_align_main [--show] [VOICE ...]

Recordings are made of voices that the aligner does not know: Festival's kal, ked (diphones) and us_slt_arctic_hts, and
espeak-ng's klatt6. Each says 25 Harvard sentences, as it is and worse: with noise, in a room, over a telephone, with other talk
before and after. The truth is the synthesiser's own. Needs the Debian packages festival, festvox-kallpc16k, festvox-kdlpc16k,
festvox-us-slt-hts, espeak-ng and python3-numpy.
"""
import ctypes, os, subprocess, sys, tempfile, wave

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from voice_measures import SENTENCES

RATE = 48000
FESTIVAL = {"kal": "kal_diphone", "ked": "ked_diphone", "hts": "cmu_us_slt_arctic_hts"}
CLOSED = "p b m".split()


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


def festival(folder, voice):
    script = f"(voice_{FESTIVAL[voice]})\n"
    for i, text in enumerate(SENTENCES):
        script += f'(set! u (Utterance Text "{text}"))(utt.synth u)(utt.save.wave u "{folder}/{i}.wav")(utt.save.segs u "{folder}/{i}.lab")\n'
    with open(f"{folder}/say.scm", "w") as f:
        f.write(script)
    subprocess.run(["festival", "-b", f"{folder}/say.scm"], check=True, capture_output=True)
    out = []
    for i in range(len(SENTENCES)):
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


def espeak(voice):
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
    for text in SENTENCES:
        sound.clear(), events.clear()
        data = text.encode() + b"\0"
        lib.espeak_Synth(data, len(data), 0, 1, 0, 1, None, None)
        lib.espeak_Synchronize()
        x = np.concatenate(sound).astype(float) / 32768
        starts = events + [(len(x) / rate, "")]
        phones = [(a[0], b[0], (a[1].strip("ˈˌ")[:1] or "pau")) for a, b in zip(starts, starts[1:])]
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
    if how == "noise":
        x = x + noise(len(x), i) * level(x) * 10 ** (-15 / 20)
    elif how == "room":  # 0.5 s, direct sound 5 dB above the room
        h = noise(RATE // 2, 100 + i, False) * 10 ** (-3 * np.arange(RATE // 2) / RATE / 0.5)
        h[: RATE // 500] = 0
        h *= 10 ** (-5 / 20) / np.sqrt(np.sum(h * h))
        h[0] = 1
        x = np.fft.irfft(np.fft.rfft(x, 2 * len(x) + RATE) * np.fft.rfft(h, 2 * len(x) + RATE))[: len(x) + RATE // 4]
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
    voices = [v for v in sys.argv[2:] if v[0] != "-"] or ["kal", "ked", "hts", "en-us+klatt6"]
    print(f"{'voice':14} {'recording':12} {'closures':>8} {'found':>6} {'covered':>8} {'drawn':>6} {'within a frame':>15} {'false':>6} {'shut without one':>17} {'F and V':>8}   aligned: phones, curves 60/s, drawings 12/s, frames of 24")
    for voice in voices:
        with tempfile.TemporaryDirectory() as folder:
            said = festival(folder, voice) if voice in FESTIVAL else espeak(voice)
            for how in ("plain", "noise", "room", "telephone", "other talk"):
                with open(f"{folder}/list", "w") as calls:
                    for i, text in enumerate(SENTENCES):
                        x, phones, rate = worse(how, said, i)
                        write_wav(f"{folder}/r{i}.wav", 0.5 * x / max(abs(x)), rate)
                        with open(f"{folder}/r{i}.truth", "w") as f:
                            f.writelines(f"{a:.4f} {b:.4f} {p}\n" for a, b, p in phones)
                        calls.write(f"{folder}/r{i}.wav\t{folder}/r{i}.truth\t{text}\n")
                done = subprocess.run([program, f"{folder}/list"] + (["--show"] if show else []), capture_output=True, text=True)
                print(f"{voice:14} {how:12} {done.stdout.strip()} {done.stderr.strip()}", flush=True)


if __name__ == "__main__":
    main()

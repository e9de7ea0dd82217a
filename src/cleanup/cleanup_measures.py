#!/usr/bin/python3
"""What cleaning does, measured on speech whose clean sound is known (not part of the normal tests).

  cleanup_measures.py BUILD/src/cleanup/cleanup_clean_main [noise|hum|clicks|clipping|reverb|sibilance|clean|speed ...]

Speech: Festival's kal and us_slt_arctic_hts, ten Harvard sentences each. Peers: speexdsp 1.2 (its preprocessor) and ffmpeg's
afftdn, adeclick and adeclip. Needs the Debian packages of lip_measures.py, libspeexdsp1 and ffmpeg.
"""
import ctypes, json, os, subprocess, sys, tempfile, time

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../acting"))
from lip_measures import espeak, festival, noise, read_wav, resampled, write_wav

LOW = 16000  # noise is measured where the speech has something


def speech(rate, voices=("kal", "hts"), sentences=10):
    out = []
    for voice in voices:
        with tempfile.TemporaryDirectory() as folder:
            said = festival(folder, voice) if "+" not in voice else espeak(voice)
            x = np.concatenate([np.concatenate([s, np.zeros(9600)]) for s, _ in said[:sentences]])
        out.append(resampled(0.4 * x / max(abs(x)), 48000, rate))
    return out


def read(file):
    """24 or 16 bits, or float, by ffmpeg."""
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", file, "-f", "f32le", "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, "<f4").astype(float)


def ours(program, folder, x, rate, *how):
    write_wav(f"{folder}/in.wav", x, rate)
    done = subprocess.run([program, f"{folder}/in.wav", f"{folder}/out.wav", *how], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    report = json.loads(done.stdout)
    return read(f"{folder}/out.wav") / 10 ** (report["gain_db"] / 20), report


def speex(x, rate):
    lib = ctypes.CDLL("libspeexdsp.so.1")
    lib.speex_preprocess_state_init.restype = ctypes.c_void_p
    n = rate // 50
    state = ctypes.c_void_p(lib.speex_preprocess_state_init(n, rate))
    lib.speex_preprocess_ctl(state, 0, ctypes.byref(ctypes.c_int(1)))
    y = (np.clip(x, -1, 1) * 32767).astype(np.int16)
    out = np.zeros_like(y)
    for at in range(0, len(y) - n + 1, n):
        frame = (ctypes.c_int16 * n)(*y[at : at + n])
        lib.speex_preprocess_run(state, frame)
        out[at : at + n] = frame[:]
    return out / 32768


def ffmpeg(folder, x, rate, filters):
    write_wav(f"{folder}/f.wav", x, rate)
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", f"{folder}/f.wav", "-af", filters, "-c:a", "pcm_f32le", f"{folder}/g.wav"], check=True)
    return read(f"{folder}/g.wav")


def aligned(y, s):
    n = len(s)
    y = np.pad(y, (0, max(0, n - len(y))))[:n]
    lag = int(np.argmax(np.fft.irfft(np.fft.rfft(y, 2 * n) * np.conj(np.fft.rfft(s, 2 * n)))[: n // 8]))
    return np.concatenate([y[lag:], np.zeros(lag)])


def si_sdr(y, s):
    a = np.dot(y, s) / np.dot(s, s) * s
    return 10 * np.log10(np.dot(a, a) / (np.dot(y - a, y - a) + 1e-20))


def sdr(y, s):
    return 10 * np.log10(np.dot(s, s) / (np.dot(y - s, y - s) + 1e-20))


def seg_snr(y, s, rate):
    n = rate // 50
    m = len(s) // n
    S, E = np.sum(s[: m * n].reshape(m, n) ** 2, 1), np.sum((y - s)[: m * n].reshape(m, n) ** 2, 1)
    active = S > 1e-4 * max(S)
    return float(np.mean(np.clip(10 * np.log10(S[active] / (E[active] + 1e-12)), -10, 35)))


def active_power(s, rate):
    n = rate // 50
    p = np.mean(s[: len(s) // n * n].reshape(-1, n) ** 2, 1)
    return np.mean(p[p > 1e-3 * max(p)])


def measure_noise(program):
    clean = speech(LOW)
    babble = sum(np.resize(resampled(s, LOW, LOW), 40 * LOW) for v in ("kal", "ked", "hts") for i, s in enumerate([np.roll(speech(LOW, (v,))[0], k * 50000) for k in range(3)]))
    print(f"{'noise at 10 dB':18} {'':10} SI-SDR  segSNR")
    for kind in ("white", "pink", "modulated pink", "babble"):
        rows = {}
        for k, s in enumerate(clean):
            n = {"white": noise(len(s), k, False), "pink": noise(len(s), k), "modulated pink": noise(len(s), k) * (1 + 0.8 * np.sin(2 * np.pi * 0.5 * np.arange(len(s)) / LOW)), "babble": np.resize(babble, len(s))}[kind]
            n *= np.sqrt(active_power(s, LOW) / np.mean(n * n)) * 10 ** (-10 / 20)
            x = s + n
            with tempfile.TemporaryDirectory() as folder:
                y, _ = ours(program, folder, x, LOW, "only=noise")
                floor = 20 * np.log10(np.sqrt(np.mean(n * n)))
                for who, z in (("as it was", x), ("ours", y), ("speexdsp", speex(x, LOW)), ("afftdn", ffmpeg(folder, x, LOW, f"afftdn=nr=20:nf={max(-80, min(-20, floor)):.0f}:tn=1"))):
                    z = z[: len(s)] if who == "ours" else aligned(z, s)
                    rows.setdefault(who, []).append((si_sdr(z, s), seg_snr(z, s, LOW)))
        for who, values in rows.items():
            print(f"{kind:18} {who:10} {np.mean([v[0] for v in values]):6.1f} {np.mean([v[1] for v in values]):7.1f}")


def measure_hum(program):
    for rate in (48000,):
        for hz, kind in ((50.0, "steady"), (59.97, "steady"), (50.03, "drifting")):
            for k, s in enumerate(speech(rate)):
                t = np.arange(len(s)) / rate
                phase = 2 * np.pi * hz * t + (0.5 * np.sin(2 * np.pi * t / 20) if kind == "drifting" else 0)
                hum = sum(np.sin(h * phase + h) / h**0.8 for h in range(1, 16))
                hum *= np.sqrt(active_power(s, rate) / np.mean(hum**2)) * 10 ** (-20 / 20)
                room = noise(len(s), 7) * np.sqrt(active_power(s, rate)) * 10 ** (-55 / 20)
                with tempfile.TemporaryDirectory() as folder:
                    y, report = ours(program, folder, s + room + hum, rate, "only=hum")
                left = y[: len(s)] - s - room
                found = report["channels"][0]["before"]
                same = s + left
                print(f"hum {hz} Hz {kind:9} 20 dB below: found {found['hum_hz']:.2f} Hz, {found['hum_harmonics']} harmonics, {found['hum_db']:.0f} dB; down by {10 * np.log10(np.mean(hum**2) / np.mean(left**2)):.1f} dB; speech {si_sdr(same, s):.1f} dB SI-SDR")


def measure_clicks(program):
    rate = 48000
    random = np.random.default_rng(3)
    for k, s in enumerate(speech(rate)):
        places = np.sort(random.choice(np.arange(rate // 2, len(s) - rate // 2, 3000), 60, replace=False))
        for loud in (0.5, 0.2, 0.08):
            x = s + noise(len(s), 1) * 1e-4
            base = x.copy()
            for p in places:
                n = random.integers(2, 30)
                x[p : p + n] += loud * random.choice([-1, 1]) * np.exp(-np.arange(n) / 6) * random.choice([-1, 1], n)
            with tempfile.TemporaryDirectory() as folder:
                y, report = ours(program, folder, x, rate, "only=clicks")
                z = aligned(ffmpeg(folder, x, rate, "adeclick"), base)
            mended = lambda w: np.mean([np.sum((w[p - 5 : p + 40] - base[p - 5 : p + 40]) ** 2) < 0.1 * np.sum((x[p - 5 : p + 40] - base[p - 5 : p + 40]) ** 2) for p in places])
            touched = np.flatnonzero(np.abs(y[: len(x)] - x) > 2e-4)
            false = sum(1 for i, t in enumerate(touched) if (i == 0 or t - touched[i - 1] > 200) and min(abs(places - t)) > 200)
            print(f"clicks of {loud}: {len(places)} put in, {100 * mended(y):.0f} % mended by 10 dB, {false} places touched without one; adeclick {100 * mended(z):.0f} %; SNR {sdr(x, base):.1f} -> {sdr(y[:len(base)], base):.1f}, adeclick {sdr(z, base):.1f}")


def measure_clipping(program):
    rate = 48000
    for want in (20, 15, 10, 7):
        rows = []
        for s in speech(rate, ("kal", "hts", "en-us+klatt6")):
            low, high = 0.0, max(abs(s))
            for _ in range(40):
                top = (low + high) / 2
                low, high = (top, high) if sdr(np.clip(s, -top, top), s) < want else (low, top)
            x = np.clip(s, -top, top)
            gain = 0.99 / top
            with tempfile.TemporaryDirectory() as folder:
                y, report = ours(program, folder, gain * x, rate, "only=clipping")
                z = aligned(ffmpeg(folder, gain * x * 0.3, rate, "adeclip"), s) / gain / 0.3 if want >= 15 else x  # minutes a second below
            rows.append((sdr(x, s), sdr(y[: len(s)] / gain, s), sdr(z, s)))
        a, b, c = np.mean(rows, 0)
        print(f"clipped to {a:.1f} dB SDR: {b:.1f} (gain {b - a:+.1f}), adeclip {c:.1f}")


def measure_reverb(program):
    rate = 16000
    for rt in (0.0, 0.25, 0.4, 0.6, 0.9, 1.3):
        rows = []
        for k, s in enumerate(speech(rate)):
            n = int(max(rt, 0.1) * 1.3 * rate)
            h = noise(n, 50 + k, False) * 10 ** (-3 * np.arange(n) / rate / max(rt, 0.05))
            h[: rate // 400] = 0
            h *= 10 ** (0 / 20) / np.sqrt(np.sum(h * h))  # direct sound and room equally strong
            h[0] = 1
            x = np.fft.irfft(np.fft.rfft(s, 2 * len(s)) * np.fft.rfft(h, 2 * len(s)))[: len(s)] if rt else s
            early = h.copy()
            early[int(0.03 * rate) :] = 0
            d = np.fft.irfft(np.fft.rfft(s, 2 * len(s)) * np.fft.rfft(early, 2 * len(s)))[: len(s)] if rt else s
            with tempfile.TemporaryDirectory() as folder:
                y, report = ours(program, folder, 0.5 * x, rate, "only=reverb")
            a = report["channels"][0]
            rows.append((a["before"]["reverb_seconds"], a["after"]["reverb_seconds"], si_sdr(x, d), si_sdr(y[: len(d)], d)))
        print(f"room of {rt} s:", "; ".join(f"found {b:.2f} s, now {c:.2f}; SI-SDR to the near sound {d:.1f} -> {e:.1f}" for b, c, d, e in rows))


def measure_sibilance(program):
    rate = 48000
    for boost in (0, 6, 12):
        for s in speech(rate, ("hts", "en-us+klatt6")):
            X = np.fft.rfft(s)
            f = np.fft.rfftfreq(len(s), 1 / rate)
            x = np.fft.irfft(X * np.where(f > 4500, 10 ** (boost / 20), 1), len(s))
            x *= 0.4 / max(abs(x))
            with tempfile.TemporaryDirectory() as folder:
                y, report = ours(program, folder, x, rate, "only=sibilance")
            a = report["channels"][0]
            print(f"hisses {boost:+} dB: found {a['before']['sibilance_db']:+.1f} dB against the voice, now {a['after']['sibilance_db']:+.1f}")


def measure_clean(program):
    for rate in (48000, 16000, 8000):
        for voice in ("kal", "ked", "hts", "en-us+klatt6"):
            s = speech(rate, (voice,))[0]
            for floor in (None, -60):
                x = s if floor is None else s + noise(len(s), 5) * np.sqrt(active_power(s, rate)) * 10 ** (floor / 20)
                with tempfile.TemporaryDirectory() as folder:
                    y, report = ours(program, folder, x, rate)
                b = report["channels"][0]
                print(f"clean {voice:13} {rate} Hz, noise {floor}: {'steps ' + ', '.join(b['steps']) if b['steps'] else 'untouched'}; SI-SDR {min(99, si_sdr(y[: len(x)], x)):.1f} dB; {json.dumps({k: v for k, v in b['before'].items() if k in ('snr_db', 'hum_hz', 'clicks', 'clipped_places', 'reverb_seconds', 'sibilance_db', 'band_hz', 'gaps')})}")


def measure_speed(program):
    rate = 48000
    s = np.resize(speech(rate, ("kal",))[0], 120 * rate)
    for what, x, how in (("noise, hum, clicks", s + noise(len(s), 1) * 0.003, ()), ("reverb as well", np.convolve(s, [1] + [0] * 1000 + [0.5])[: len(s)] + noise(len(s), 1) * 0.003, ("reverb=1",))):
        with tempfile.TemporaryDirectory() as folder:
            write_wav(f"{folder}/in.wav", x, rate)
            times = []
            for _ in range(3):
                before = time.time()
                subprocess.run([program, f"{folder}/in.wav", f"{folder}/out.wav", *how], check=True, capture_output=True)
                times.append(time.time() - before)
            print(f"{what}: {120 / np.median(times):.0f} times faster than it sounds")


if __name__ == "__main__":
    for what in sys.argv[2:] or ("noise", "hum", "clicks", "clipping", "reverb", "sibilance", "clean", "speed"):
        globals()[f"measure_{what}"](sys.argv[1])

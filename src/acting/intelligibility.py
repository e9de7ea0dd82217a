#!/usr/bin/env python3
"""Word error rate of the cast voices by pocketsphinx on 25 Harvard sentences (not part of the normal tests).

  intelligibility.py BUILD/src/acting/acting_speak_main [BASE,PITCH,RANGE,FORMANT,PACE,BREATH,TILT[,MANNER] ...]

Needs the Debian packages pocketsphinx, pocketsphinx-en-us and ffmpeg. A proxy of intelligibility, about +-6 points.
"""
import os, re, subprocess, sys, tempfile

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

VOICES = ["rms,1,1,0,1,0,0", "awb,1,1,0,1,0,0", "slt,1,1,0,1,0,0",
          "rms,1.00,1.25,0.000,1.00,0.00,0.5", "awb,1.00,1.15,0.000,1.00,0.00,0.5", "awb,0.85,0.95,0.025,0.90,0.15,0.0",
          "rms,1.20,1.50,-0.015,1.05,0.00,1.0", "rms,1.38,1.25,-0.040,1.03,0.00,0.5", "rms,0.84,1.25,0.018,0.97,0.00,1.0",
          "awb,1.22,1.30,-0.030,1.04,0.05,0.5", "rms,1.06,0.95,0.028,0.88,0.25,0.0", "awb,0.80,1.30,0.000,1.03,0.00,2.0",
          "slt,0.90,1.30,0.025,1.00,0.00,0.5", "rms,1.72,1.20,-0.065,1.00,0.05,0.0", "slt,1.08,1.35,0.000,1.00,0.00,1.0",
          "awb,1.50,1.20,-0.065,1.02,0.05,1.0", "slt,0.84,1.00,0.035,0.89,0.20,0.0", "rms,1.90,1.35,-0.068,1.04,0.05,0.5",
          "slt,1.00,1.60,0.038,1.06,0.00,2.0"]


def errors(reference, heard):
    row = list(range(len(heard) + 1))
    for i, r in enumerate(reference, 1):
        previous, row[0] = row[0], i
        for j, h in enumerate(heard, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (r != h))
    return row[-1]


def measure(program, voice):
    base, *rest = voice.split(",")
    numbers, manner = rest[:6], rest[6] if len(rest) > 6 else ""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/ctl", "w") as ctl:
            for i, sentence in enumerate(SENTENCES):
                subprocess.run([program, f"{folder}/{i}.48.wav", sentence, manner, "en", base, *numbers], check=True, capture_output=True)
                subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", f"{folder}/{i}.48.wav", "-ar", "16000", "-f", "s16le", f"{folder}/{i}.raw"], check=True)
                ctl.write(f"{i}\n")
        model = "/usr/share/pocketsphinx/model/en-us"
        subprocess.run(["pocketsphinx_batch", "-hmm", f"{model}/en-us", "-lm", f"{model}/en-us.lm.bin", "-dict", f"{model}/cmudict-en-us.dict",
                        "-ctl", f"{folder}/ctl", "-cepdir", folder, "-cepext", ".raw", "-adcin", "yes", "-hyp", f"{folder}/hyp"],
                       check=True, capture_output=True)
        heard = {}
        for line in open(f"{folder}/hyp"):
            words, name = re.match(r"(.*?) ?\((\S+) -?\d+\)$", line.strip()).groups()
            heard[int(name)] = words.split()
    wrong = sum(errors(s.split(), heard.get(i, [])) for i, s in enumerate(SENTENCES))
    return 100.0 * wrong / sum(len(s.split()) for s in SENTENCES)


if __name__ == "__main__":
    for voice in sys.argv[2:] or VOICES:
        print(f"{measure(os.path.abspath(sys.argv[1]), voice):5.1f} %  {voice}", flush=True)

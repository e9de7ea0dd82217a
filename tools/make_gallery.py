#!/usr/bin/env python3
"""Makes the pictures of docs/gallery.md: a film of many places and people, drawn once in each of three looks.

    tools/make_gallery.py [--level boards|previz|final] [--final SCENES] [--keep FOLDER]

It writes a screenplay, makes it with ./auteur, takes the telling frame of chosen shots out of the finished films and
writes docs/gallery.md with its pictures into docs/pictures/gallery. About a quarter of an hour at `boards` on two cores;
the scenes named by --final are made at that level too, some minutes each.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures" / "gallery"

PEOPLE = [
    ("ANA", "70s, grey hair in a bun, a fisherman's widow"),
    ("JONAS", "30s, a red beard, broad"),
    ("MIRA", "20s, black, short curly hair"),
    ("BRUNO", "60s, bald, glasses, heavy-set"),
    ("LIV", "19, blonde, thin"),
    ("TOMAS", "8, a boy with brown hair"),
    ("SOFIA", "40s, long black hair, olive skin"),
    ("HENRIK", "80s, white beard, frail"),
    ("AYO", "50s, dark skin, tall, grey moustache"),
    ("MEI", "30s, black hair in a bob"),
    ("PAULA", "50s, red hair in a ponytail, stout"),
    ("ELI", "teenager, freckles, a cap"),
    ("RUTH", "60s, grey bob, glasses"),
    ("KARIM", "40s, black beard, brown skin"),
    ("NOOR", "6, a girl with two black braids"),
    ("OSKAR", "40s, blond moustache, a scarf"),
]

ANIMALS = [
    ("REX", "an old black dog"),
    ("MINKA", "a ginger cat"),
    ("BALDER", "a brown horse"),
    ("PEPITA", "a gull"),
]

# Heading, the two who are there, an animal or none, what happens, what the first says, what the other answers.
SCENES = [
    ("INT. KITCHEN - MORNING", "ANA", "JONAS", "", "Ana puts a cup on the table.", "The tide took the boat in the night.", "Then we walk."),
    ("INT. CAFE - DAY", "MIRA", "BRUNO", "", "Mira sits at a table.", "You said ten. It is past eleven.", "The tram was full of tubas."),
    ("INT. LIBRARY - DAY", "LIV", "RUTH", "", "Liv holds a book.", "This one was never lent to anybody.", "Then it is time somebody did."),
    ("INT. CLASSROOM - DAY", "TOMAS", "SOFIA", "", "Tomas stands at the desk.", "I counted them twice.", "And what did you get?"),
    ("INT. HOSPITAL ROOM - NIGHT", "HENRIK", "MEI", "", "Henrik sits on the bed.", "Leave the lamp on.", "I will leave both on."),
    ("INT. CHURCH - DAY", "AYO", "PAULA", "", "Ayo waits.", "Nobody rings it any more.", "The rope is still there."),
    ("INT. OFFICE - EVENING", "OSKAR", "KARIM", "", "Oskar puts a letter on the desk.", "Sign it or do not. But read it.", "I read it on the stairs."),
    ("EXT. STREET - NIGHT", "KARIM", "ELI", "", "Karim walks to the lamp.", "The last bus left an hour ago.", "My legs did not."),
    ("EXT. PARK - DAY", "RUTH", "NOOR", "REX", "Ruth sits on the bench. Rex sits.", "He only comes when it is quiet.", "I can be very quiet."),
    ("EXT. BEACH - DUSK", "JONAS", "LIV", "", "Jonas looks at the sea.", "It looks closer than it is.", "Everything does, from here."),
    ("EXT. FOREST - MORNING", "ELI", "AYO", "", "Eli stops.", "We passed this tree before.", "It passed us."),
    ("EXT. HARBOUR - DAY", "HENRIK", "ANA", "PEPITA", "Pepita lands. Henrik waits for Ana.", "I kept your place.", "You kept the gull's."),
    ("INT. TRAIN - DAY", "SOFIA", "OSKAR", "", "Sofia sits.", "You get used to going backwards.", "I never did."),
    ("INT. BAR - NIGHT", "PAULA", "KARIM", "", "Paula puts a glass on the bar.", "That was the last of it.", "It was the last of it yesterday."),
    ("EXT. ROOFTOP - NIGHT", "MIRA", "MEI", "", "Mira looks down.", "From here they all look like us.", "From here we look like them."),
    ("INT. LIVING ROOM - EVENING", "BRUNO", "RUTH", "MINKA", "Minka lies on the floor. Bruno sits on the sofa.", "She never liked the radio.", "She likes it off."),
    ("EXT. FIELD - DAY", "NOOR", "PAULA", "BALDER", "Balder stands. Noor looks at Balder.", "Is he asleep?", "Horses never say."),
    ("INT. WORKSHOP - DAY", "OSKAR", "TOMAS", "", "Oskar puts a hammer on the table.", "Hold it further down.", "It is heavier there."),
    ("INT. BEDROOM - NIGHT", "NOOR", "SOFIA", "", "Noor sits on the bed.", "There is a ship on the ceiling.", "Then go to sleep before it sails."),
    ("EXT. MARKET - MORNING", "MEI", "AYO", "", "A crowd walks by. Mei holds an apple.", "Two for the price of three.", "You were always good with money."),
    ("EXT. LIGHTHOUSE - NIGHT", "ANA", "HENRIK", "", "Ana holds a lantern.", "It turned by itself last night.", "Nothing turns by itself."),
    ("EXT. VILLAGE - DAY", "LIV", "ELI", "", "Snow falls. Liv stops.", "Nobody has walked here yet.", "Now somebody has."),
]

LOOKS = {"warm": "preset = \"warm\"\n", "cool": "preset = \"cool\"\n", "noir": "preset = \"noir\"\n"}
IN_ALL_LOOKS = ["1", "8", "10"]  # scenes shown in every look


def screenplay():
    text = "Title: Gallery\nAuthor: Auteur Example Films\n\n"
    seen = set()
    about = dict(PEOPLE + ANIMALS)
    for heading, one, other, animal, action, line, answer in SCENES:
        text += f"{heading}\n\n"
        for who in filter(None, (one, other, animal)):
            if who not in seen:
                text += f"{who}, {about[who]}, is here.\n\n" if who in dict(ANIMALS) else f"{who} ({about[who]}) is here.\n\n"
                seen.add(who)
        text += f"{action}\n\n{one}\n{line}\n\n{other}\n{answer}\n\n{one}\nYes.\n\n"
    return text


def make(folder, look, level, scenes):
    film = folder / look
    (film / "bible").mkdir(parents=True, exist_ok=True)
    (film / "gallery.fountain").write_text(screenplay())
    (film / "film.toml").write_text("title = \"Gallery\"\nscript = \"gallery.fountain\"\n[picture]\naspect = 1.78\nwidth = 960\nheight = 540\n")
    (film / "bible" / "look.toml").write_text(LOOKS[look])
    command = [str(ROOT / "auteur"), "make", str(film), "--level", level]
    if scenes:
        command += ["--scenes", ",".join(scenes)]
    subprocess.run(command, check=True)
    return film


def shots(film, level):
    """Every shot with its place in the finished film, in seconds."""
    name = "film" if level == "previz" else level
    out = film / "out"
    cut = max(out.glob(f"{name}*.otio"), key=lambda f: f.stat().st_mtime)  # a film of some scenes says so in its name
    otio = json.loads(cut.read_text())
    listed = json.loads(subprocess.run([str(ROOT / "auteur"), "shots", str(film), "--level", level, "--json"], check=True, capture_output=True, text=True).stdout)
    about = {s["id"]: dict(s, scene=scene["scene"]) for scene in listed["scenes"] for s in scene["shots"]}
    at, result = 0.0, {}
    for track in otio["tracks"]["children"]:
        if track.get("kind") != "Video":
            continue
        for clip in track["children"]:
            length = clip["source_range"]["duration"]
            seconds = length["value"] / length["rate"]
            if clip["name"] in about:
                result[clip["name"]] = dict(about[clip["name"]], at=at + seconds / 2)
            at += seconds
    return cut.with_suffix(".mp4"), result


def frame(film, at, target, crop=None):
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-ss", f"{at:.3f}", "-i", str(film), "-frames:v", "1", "-vf", crop or "scale=640:-2", "-q:v", "4", str(target)], check=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--level", default="boards", choices=["boards", "previz", "final"])
    arguments.add_argument("--final", default="", help="scenes that are shown at `final` as well, for example 2,6")
    arguments.add_argument("--keep", help="make the films in this folder and keep them")
    a = arguments.parse_args()
    folder = pathlib.Path(a.keep) if a.keep else pathlib.Path(tempfile.mkdtemp(prefix="auteur-gallery-"))
    shutil.rmtree(PICTURES, ignore_errors=True)
    page = ["# Gallery", "", "Places, people and looks as the program proposes them from a screenplay, nothing touched up. Made by `tools/make_gallery.py`.", ""]
    made = {}
    for look in LOOKS:
        made[look] = shots(make(folder, look, a.level, None if look == "warm" else IN_ALL_LOOKS), a.level)
    film, all_shots = made["warm"]

    sizes = ["close-up", "medium-close-up", "medium", "medium-long", "long"]

    def closeness(shot):
        return sizes.index(shot["size"]) if shot["size"] in sizes else len(sizes)

    def table(heading, cells):
        rows = ["", f"## {heading}", "", "| | | |", "| --- | --- | --- |"]
        for i in range(0, len(cells), 3):
            rows.append("| " + " | ".join(cells[i:i + 3] + [""] * (3 - len(cells[i:i + 3]))) + " |")
        return rows

    page += ["## Places", ""]
    for number, (heading, *_rest) in enumerate(SCENES, 1):
        wide = [s for s in all_shots.values() if s["scene"] == str(number) and s["framing"] in ("establishing", "group", "two-shot", "empty")]
        if not wide:
            continue
        name = f"place-{number:02}.jpg"
        frame(film, wide[0]["at"], PICTURES / name)
        page += [f"![{heading.title()}](pictures/gallery/{name})", f"*{heading}*", ""]

    cells = []
    for who, about in PEOPLE:
        near = [s for s in all_shots.values() if s["subjects"][:1] == [who] and s["framing"] in ("single", "over-the-shoulder")]
        near = near or [s for s in all_shots.values() if who in s["subjects"]]
        if not near:
            continue
        name = f"person-{who.lower()}.jpg"
        frame(film, min(near, key=closeness)["at"], PICTURES / name, "scale=400:-2")
        cells.append(f"![{who.title()}](pictures/gallery/{name})<br>{who.title()}: {about}")
    page += table("People", cells)

    cells = []
    for who, about in ANIMALS:
        number = str(1 + next(i for i, scene in enumerate(SCENES) if scene[3] == who))
        near = [s for s in all_shots.values() if s["subjects"][:1] == [who]] or [s for s in all_shots.values() if s["scene"] == number]
        name = f"animal-{who.lower()}.jpg"
        frame(film, near[0]["at"], PICTURES / name, "scale=400:-2")
        cells.append(f"![{who.title()}](pictures/gallery/{name})<br>{who.title()}: {about}")
    page += table("Animals", cells)

    page += ["", "## Three looks", "", "| " + " | ".join(LOOKS) + " |", "| --- | --- | --- |"]
    for number in IN_ALL_LOOKS:
        row = []
        for look, (its_film, its_shots) in made.items():
            wide = [s for s in its_shots.values() if s["scene"] == number]
            name = f"look-{look}-{number}.jpg"
            frame(its_film, wide[0]["at"], PICTURES / name, "scale=400:-2")
            row.append(f"![{look}](pictures/gallery/{name})")
        page.append("| " + " | ".join(row) + " |")
    if finished := [n for n in a.final.split(",") if n]:
        its_film, its_shots = shots(make(folder, "warm", "final", finished), "final")
        page += ["", "## Finished frames", ""]
        for number in finished:
            for place, shot in enumerate(s for s in its_shots.values() if s["scene"] == number):
                name = f"final-{number}-{place + 1}.jpg"
                frame(its_film, shot["at"], PICTURES / name, "scale=960:-2")
                page += [f"![{SCENES[int(number) - 1][0].title()}](pictures/gallery/{name})", ""]
    (ROOT / "docs" / "gallery.md").write_text("\n".join(page) + "\n")
    print(f"docs/gallery.md and {len(list(PICTURES.iterdir()))} pictures are made." + (f" The films: {folder}" if a.keep else ""))
    if not a.keep:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

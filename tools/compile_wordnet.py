#!/usr/bin/env python3
"""Compiles WordNet 3.0 (Debian: wordnet-base) into the ranked word list that script breakdown reads.

    tools/compile_wordnet.py nouns > data/screenplay/nouns.tsv
    tools/compile_wordnet.py verbs > data/screenplay/verb_lemmas.txt

WordNet is looked for in /usr/share/wordnet, or in the folder given as the second argument.

One line a lemma: the lemma, then its classes with the share of its uses in per cent, most used first, then the share
of uses in which the word is a verb. Shares come from WordNet's own counts (cntlist.rev), with a little weight for
senses that were never counted, by rank. A class below a tenth of a lemma's uses is dropped. Compounds whose last word
has the same class are left out: the last word finds them. Same WordNet, same bytes.
"""
import collections
import re
import sys

if len(sys.argv) < 2 or sys.argv[1] not in ("nouns", "verbs"):
    sys.exit(__doc__)
FOLDER = sys.argv[2] if len(sys.argv) > 2 else "/usr/share/wordnet"


def print_licence():
    for line in open(f"{FOLDER}/data.noun", encoding="latin-1"):
        if not line.startswith("  "):
            break
        print(("# " + re.sub(r"^\s+\d+\s*", "", line).rstrip()).rstrip())


if sys.argv[1] == "verbs":
    print("# Verbs of one word, by their dictionary form. Made by tools/compile_wordnet.py from WordNet 3.0; do not edit.")
    print_licence()
    lemmas = [l.split()[0] for l in open(f"{FOLDER}/index.verb", encoding="latin-1") if not l.startswith("  ")]
    for lemma in sorted(l for l in lemmas if re.fullmatch(r"[a-z]{2,}", l)):
        print(lemma)
    sys.exit(0)

# The classes, by their topmost synsets (first lemma and lexicographer file). Nearer roots win over farther ones.
ROOTS = {
    "animal": [("animal", 3, 1)],
    "vehicle": [("vehicle", 6, 1), ("craft", 6, 1), ("bicycle", 6, 1)],
    "garment": [("clothing", 6, 1), ("footwear", 6, 1), ("headdress", 6, 1), ("armor", 6, 1)],
    "jewel": [("jewelry", 6, 1), ("timepiece", 6, 1), ("spectacles", 6, 1)],
    "weapon": [("weapon", 6, 1), ("ammunition", 6, 1), ("explosive_device", 6, 1)],
    "music": [("musical_instrument", 6, 1)],
    "furniture": [("furniture", 6, 1), ("floor_cover", 6, 1), ("curtain", 6, 1), ("lamp", 6, 1), ("white_goods", 6, 1), ("stove", 6, 1)],
    "container": [("container", 6, 1), ("tableware", 6, 1)],
    "tool": [("implement", 6, 1), ("device", 6, 1), ("equipment", 6, 1)],
    "cloth": [("fabric", 6, 1), ("bedclothes", 6, 1), ("towel", 6, 1)],
    "paper": [("document", 10, 1), ("publication", 10, 1), ("book", 6, 1), ("picture", 6, 1), ("money", 21, 1), ("coin", 21, 1), ("photograph", 6, 1)],
    "place": [("structure", 6, 1), ("way", 6, 1), ("surface", 6, 1), ("area", 6, 1), ("facility", 6, 1), ("opening", 6, 1), ("track", 6, 1), ("line", 6, 1)],
    "garden": [("plant", 3, 1)],
    "food": [("food", 13, 1), ("food", 3, 1), ("beverage", 13, 1), ("foodstuff", 13, 1)],
    "person": [("person", 3, 1)],
    "fitting": [("mechanism", 6, 1), ("fastener", 6, 1), ("electrical_device", 6, 1), ("support", 6, 1), ("part", 6, 1), ("fixture", 6, 1), ("building_material", 6, 1)],
}
BY_FILE = {5: "animal", 6: "thing", 13: "food", 18: "person", 20: "garden", 8: "body", 27: "stuff", 15: "place", 17: "nature", 14: "group"}

synsets = {}
by_word = collections.defaultdict(list)
for line in open(f"{FOLDER}/data.noun", encoding="latin-1"):
    if line.startswith("  "):
        continue
    f = line.split("|")[0].split()
    offset, lexfile, n = f[0], int(f[1]), int(f[3], 16)
    words = [f[4 + 2 * i] for i in range(n)]
    rest = f[4 + 2 * n:]
    up = [rest[1 + 4 * i + 1] for i in range(int(rest[0])) if rest[1 + 4 * i] == "@"]
    instance = any(rest[1 + 4 * i] == "@i" for i in range(int(rest[0])))
    synsets[offset] = (lexfile, words, up, instance)

root_class = {}
for line in open(f"{FOLDER}/index.noun", encoding="latin-1"):
    if line.startswith("  "):
        continue
    f = line.split()
    p = int(f[3])
    by_word[f[0]] = f[6 + p:]
for name, roots in ROOTS.items():
    for word, lexfile, _ in roots:
        for offset in by_word[word]:
            if synsets[offset][0] == lexfile or (lexfile == 3 and synsets[offset][0] in (3, 5, 18, 20, 13)):
                root_class.setdefault(offset, name)
                break

memo = {}
def class_of(offset):
    """The nearest root above; breadth first, ties in the order of ROOTS."""
    if offset in memo:
        return memo[offset]
    level, seen = [offset], set()
    found = None
    while level and not found:
        hits = [root_class[o] for o in level if o in root_class]
        if hits:
            found = min(hits, key=list(ROOTS).index)
        seen.update(level)
        level = [u for o in level for u in synsets[o][2] if u not in seen]
    lexfile = synsets[offset][0]
    if not found or (found in ("tool", "fitting", "place") and lexfile not in (6,)):
        found = BY_FILE.get(lexfile, "idea")
    if lexfile == 18:
        found = "person"
    memo[offset] = found
    return found

counts = collections.defaultdict(dict)
verbs = collections.Counter()
for line in open(f"{FOLDER}/cntlist.rev"):
    key, number, count = line.split()
    lemma, rest = key.split("%")
    kind = rest.split(":")[0]
    if kind == "1":
        counts[lemma][int(number)] = int(count)
    elif kind == "2":
        verbs[lemma] += int(count)
verb_lemmas = {l.split()[0] for l in open(f"{FOLDER}/index.verb", encoding="latin-1") if not l.startswith("  ")}

entries = {}
for lemma, offsets in by_word.items():
    if not re.fullmatch(r"[a-z]+([-_][a-z]+){0,2}", lemma) or len(lemma) < 3:
        continue
    live = [(rank, o) for rank, o in enumerate(offsets, 1) if not synsets[o][3]]
    # A word that is only ever written with a capital is a name.
    live = [(r, o) for r, o in live if any(w.lower() == lemma and w == w.lower() for w in (x.split("(")[0] for x in synsets[o][1]))]
    if not live:
        continue
    weights = collections.Counter()
    for rank, o in live:
        weights[class_of(o)] += counts[lemma].get(rank, 0) + 0.6 / rank
    total = sum(weights.values())
    shares = [(round(100 * w / total), c) for c, w in weights.items() if w / total >= 0.1]
    shares.sort(key=lambda s: (-s[0], s[1]))
    nouns = sum(counts[lemma].values())
    verb = round(100 * (verbs[lemma] + 0.3) / (verbs[lemma] + nouns + 1)) if lemma in verb_lemmas else 0
    entries[lemma] = (shares, verb)

USEFUL = {"animal", "vehicle", "garment", "jewel", "weapon", "music", "furniture", "container", "tool", "cloth", "paper", "food", "garden", "person", "thing", "fitting"}
print("# Nouns a film department may have to bring, ranked by how often each sense is used. Made by tools/compile_wordnet.py from WordNet 3.0; do not edit:")
print("# what film people say otherwise stands in film_terms.txt, which wins.")
print_licence()
for lemma in sorted(entries):
    shares, verb = entries[lemma]
    if not any(c in USEFUL for _, c in shares):
        continue
    top = shares[0][1]
    last = re.split(r"[-_]", lemma)[-1]
    if last != lemma and last in entries and entries[last][0] and entries[last][0][0][1] == top:
        continue
    # Of plants and animals, and of rare compounds, only what is in a general reader's reach.
    rare = not counts[lemma]
    if "_" in lemma and rare and top in ("animal", "garden", "person", "thing", "tool", "fitting", "food"):
        continue
    text = "\t".join(f"{c} {s}" for s, c in shares if c in USEFUL or s >= 20)
    print(lemma.replace("_", " ") + "\t" + text + (f"\tverb {verb}" if verb >= 10 else ""))

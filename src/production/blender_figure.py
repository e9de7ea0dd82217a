# Makes somebody in Blender the way an artist would: a body with automatic weights, clothes by material, eyes on bones,
# lids and a mouth with shape keys; and exports a GLB.
#   blender -b --factory-startup -P blender_figure.py -- OUT.glb [scale of the armature]
import math
import sys

import bpy
import numpy

numpy.bool = bool  # Blender 3.4 writes glTF with a name that later numpys dropped

argv = sys.argv[sys.argv.index("--") + 1:]
out, shrink = argv[0], float(argv[1]) if len(argv) > 1 else 1.0
bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene


def material(name, colour, rough=0.7):
    m = bpy.data.materials.new(name)
    m.use_nodes = True
    shader = m.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Roughness"].default_value = rough
    return m


def checks(name):
    """A material with a picture: blue and green checks."""
    image = bpy.data.images.new(name, 64, 64)
    pixels = numpy.zeros((64, 64, 4), dtype=numpy.float32)
    pixels[..., 3] = 1
    for y in range(64):
        for x in range(64):
            pixels[y, x, :3] = (0.10, 0.22, 0.42) if (x // 8 + y // 8) % 2 else (0.35, 0.55, 0.45)
    image.pixels = pixels.ravel().tolist()
    image.pack()
    m = material(name, (1, 1, 1))
    node = m.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    m.node_tree.links.new(node.outputs["Color"], m.node_tree.nodes["Principled BSDF"].inputs["Base Color"])
    return m


skin, trousers, shoes, hair = material("skin", (0.62, 0.36, 0.26), 0.6), material("trousers", (0.08, 0.10, 0.16)), material("shoes", (0.05, 0.03, 0.02), 0.4), material("hair", (0.10, 0.05, 0.03), 0.5)
shirt, white, iris, lips = checks("shirt"), material("white", (0.85, 0.85, 0.82), 0.2), material("iris", (0.05, 0.12, 0.10), 0.2), material("lips", (0.35, 0.09, 0.08), 0.5)

# --- joints: Blender's own names, +z up, facing -y; T-pose, a person of 1.75 m
J = {"hips": (0, 0, 0.95), "spine": (0, 0, 1.05), "chest": (0, 0, 1.22), "neck": (0, 0.01, 1.45), "head": (0, 0, 1.53), "top": (0, 0, 1.75)}
for side, s in (("L", 1), ("R", -1)):
    J.update({f"shoulder.{side}": (0.03 * s, 0, 1.40), f"upper_arm.{side}": (0.17 * s, 0, 1.40), f"forearm.{side}": (0.44 * s, 0.01, 1.40), f"hand.{side}": (0.69 * s, 0, 1.40),
              f"tip.{side}": (0.86 * s, 0, 1.40), f"thigh.{side}": (0.09 * s, 0, 0.92), f"shin.{side}": (0.09 * s, -0.01, 0.50), f"foot.{side}": (0.09 * s, 0.02, 0.09),
              f"toe.{side}": (0.10 * s, -0.11, 0.03), f"toe_tip.{side}": (0.10 * s, -0.18, 0.03), f"eye.{side}": (0.036 * s, -0.084, 1.648)})

arm = bpy.data.objects.new("Armature", bpy.data.armatures.new("Armature"))
scene.collection.objects.link(arm)
bpy.context.view_layer.objects.active = arm
bpy.ops.object.mode_set(mode="EDIT")
bones = {}


def bone(name, head, tail, parent=None):
    b = arm.data.edit_bones.new(name)
    b.head, b.tail = head, tail
    if parent:
        b.parent = bones[parent]
    bones[name] = b


bone("hips", J["hips"], J["spine"])
bone("spine", J["spine"], J["chest"], "hips")
bone("chest", J["chest"], J["neck"], "spine")
bone("neck", J["neck"], J["head"], "chest")
bone("head", J["head"], J["top"], "neck")
for side in "LR":
    bone(f"eye.{side}", J[f"eye.{side}"], (J[f"eye.{side}"][0], -0.15, J[f"eye.{side}"][2]), "head")
    for name, tail, parent in (("shoulder", "upper_arm", "chest"), ("upper_arm", "forearm", "shoulder"), ("forearm", "hand", "upper_arm"), ("hand", "tip", "forearm")):
        bone(f"{name}.{side}", J[f"{name}.{side}"], J[f"{tail}.{side}"], parent if parent == "chest" else f"{parent}.{side}")
    for name, tail, parent in (("thigh", "shin", "hips"), ("shin", "foot", "thigh"), ("foot", "toe", "shin"), ("toe", "toe_tip", "foot")):
        bone(f"{name}.{side}", J[f"{name}.{side}"], J[f"{tail}.{side}"], parent if parent == "hips" else f"{parent}.{side}")
    # Fingers: a thumb and three.
    s = 1 if side == "L" else -1
    for f, (y, length, start) in enumerate(((-0.045, 0.045, 0.72), (-0.028, 0.07, 0.785), (0.0, 0.075, 0.79), (0.028, 0.065, 0.785))):
        before = f"hand.{side}"
        for k in range(3 if f else 2):
            at, to = start + length * k / 3 * 1.1, start + length * (k + 1) / 3 * 1.1
            yy = y - 0.02 * k if f == 0 else y
            name = f"finger{f}.{k}.{side}"
            bone(name, (at * s, yy, 1.40), (to * s, yy - (0.02 if f == 0 else 0), 1.40), before)
            before = name
bpy.ops.object.mode_set(mode="OBJECT")

# --- body: balls along the bones that flow into each other
meta = bpy.data.objects.new("Blob", bpy.data.metaballs.new("Blob"))
scene.collection.objects.link(meta)
meta.data.resolution = 0.022


def limb(a, b, ra, rb, n=10, squash=(1, 1, 1)):
    for i in range(n + 1):
        t = i / n
        e = meta.data.elements.new(type="ELLIPSOID")
        e.co = [a[k] + (b[k] - a[k]) * t for k in range(3)]
        r = ra + (rb - ra) * t
        e.radius = r * 1.9
        e.size_x, e.size_y, e.size_z = squash
        e.stiffness = 2


limb((0, 0, 0.93), (0, 0, 1.12), 0.105, 0.085, 6, (1.25, 0.85, 1))
limb((0, 0, 1.12), (0, 0, 1.36), 0.085, 0.105, 7, (1.2, 0.85, 1))
limb((0, 0.01, 1.38), (0, 0, 1.56), 0.042, 0.036, 6)
for s in (1, -1):
    limb((0.10 * s, 0, 1.40), (0.17 * s, 0, 1.40), 0.06, 0.055, 4)
    limb((0.17 * s, 0, 1.40), (0.44 * s, 0.01, 1.40), 0.052, 0.040, 12)
    limb((0.44 * s, 0.01, 1.40), (0.69 * s, 0, 1.40), 0.040, 0.028, 12)
    limb((0.70 * s, 0, 1.40), (0.78 * s, 0, 1.40), 0.034, 0.036, 4, (1, 1.05, 0.55))
    for f, (y, length, start) in enumerate(((-0.055, 0.05, 0.725), (-0.028, 0.075, 0.785), (0.0, 0.08, 0.79), (0.028, 0.07, 0.785))):
        limb((start * s, y * 0.8, 1.40), ((start + length) * s, y - (0.025 if f == 0 else 0), 1.40), 0.014, 0.012, 6)
    limb((0.09 * s, 0, 0.92), (0.09 * s, -0.01, 0.50), 0.085, 0.058, 14)
    limb((0.09 * s, -0.01, 0.50), (0.09 * s, 0.02, 0.10), 0.058, 0.042, 12)
    limb((0.09 * s, 0.04, 0.05), (0.10 * s, -0.15, 0.035), 0.042, 0.036, 8, (1, 1, 0.85))
bpy.context.view_layer.objects.active = meta
meta.select_set(True)
bpy.ops.object.convert(target="MESH")
body = bpy.context.view_layer.objects.active
body.name = body.data.name = "Body"
for m in (skin, shirt, trousers, shoes):
    body.data.materials.append(m)
uv = body.data.uv_layers.new(name="UVMap")
for p in body.data.polygons:
    p.use_smooth = True
    x, y, z = p.center
    sleeve = abs(x) > 0.1 and z > 1.2
    p.material_index = 3 if z < 0.10 else 2 if z < 0.99 and abs(x) < 0.3 else 1 if abs(x) < 0.62 and (z < 1.435 or abs(x) > 0.07) else 0
    for loop in p.loop_indices:
        v = body.data.vertices[body.data.loops[loop].vertex_index].co
        uv.data[loop].uv = ((math.atan2(v.x, -v.y) / math.tau * 4) if not sleeve else v.x * 4, v.z * 4 if not sleeve else math.atan2(v.z - 1.4, v.y) / math.tau * 2)

# --- what sits on the head
extras = []


def ball(name, at, radius, mat, group, squash=(1, 1, 1), segments=24):
    bpy.ops.mesh.primitive_uv_sphere_add(segments=segments, ring_count=segments // 2, radius=1, location=(0, 0, 0))
    o = bpy.context.view_layer.objects.active
    o.name = o.data.name = name
    for v in o.data.vertices:
        v.co = [at[k] + v.co[k] * radius * squash[k] for k in range(3)]
    for p in o.data.polygons:
        p.use_smooth = True
    o.data.materials.append(mat)
    g = o.vertex_groups.new(name=group)
    g.add(range(len(o.data.vertices)), 1, "REPLACE")
    extras.append(o)
    return o


# A head with chin, cheeks and nose.
skull = ball("Head", (0, 0, 1.64), 1, skin, "head", (0.092, 0.104, 0.118), 32)
for v in skull.data.vertices:
    v.co.x *= 1 - 0.22 * max(0, (1.64 - v.co.z) / 0.118)
    v.co.y -= 0.016 * max(0, (1.62 - v.co.z) / 0.1) if v.co.y < 0 else 0
ball("Nose", (0, -0.116, 1.612), 0.017, skin, "head", (1, 1.1, 1.2))
for s in (1, -1):
    ball(f"Ear{s}", (0.092 * s, 0.005, 1.63), 0.024, skin, "head", (0.45, 0.8, 1.1))
for side, s in (("L", 1), ("R", -1)):
    e = J[f"eye.{side}"]
    eye = ball(f"Eye.{side}", e, 0.024, white, f"eye.{side}")
    eye.data.materials.append(iris)
    for p in eye.data.polygons:
        if (p.center[1] - e[1]) < -0.021:
            p.material_index = 1
    # A lid that lies above the eye and comes down.
    lid = ball(f"Lid.{side}", e, 0.0265, skin, "head")
    keep = [v.index for v in lid.data.vertices if v.co.z > e[2] + 0.008]
    bpy.context.view_layer.objects.active = lid
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="DESELECT")
    bpy.ops.object.mode_set(mode="OBJECT")
    for v in lid.data.vertices:
        v.select = v.index not in keep
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.delete(type="VERT")
    bpy.ops.object.mode_set(mode="OBJECT")
    lid.shape_key_add(name="Basis")
    key = lid.shape_key_add(name="eyeBlink_" + side)
    for i, v in enumerate(lid.data.vertices):
        # Turned forward and down about the eye's middle, wider the lower it was.
        d = [v.co[k] - e[k] for k in range(3)]
        a = math.radians(88)
        y, z = d[1] * math.cos(a) - d[2] * math.sin(a), d[1] * math.sin(a) + d[2] * math.cos(a)
        key.data[i].co = (v.co.x, e[1] + y * 1.06, e[2] + z + 0.002)
    brow = ball(f"Brow.{side}", (e[0], -0.088, e[2] + 0.042), 0.024, hair, "head", (1, 0.35, 0.25))
    brow.shape_key_add(name="Basis")
    for name, up, tilt in (("browDown_" + side, -0.012, 0.25), ("browOuterUp_" + side, 0.012, 0), ("browInnerUp", 0.010, -0.5)):
        key = brow.shape_key_add(name=name)
        for i, v in enumerate(brow.data.vertices):
            key.data[i].co = (v.co.x, v.co.y, v.co.z + up + tilt * s * (v.co.x - e[0]))
ball("Hair", (0, 0.026, 1.682), 0.106, hair, "head", (0.98, 1.0, 0.90))
mouth = ball("Mouth", (0, -0.091, 1.572), 0.026, lips, "head", (1, 0.32, 0.22))
mouth.shape_key_add(name="Basis")
for name, wide, tall, low in (("jawOpen", 0.95, 3.2, -0.012), ("mouthFunnel", 0.6, 2.2, -0.003), ("mouthPucker", 0.45, 1.2, 0), ("mouthStretch_L", 1.2, 1.0, 0), ("mouthStretch_R", 1.2, 1.0, 0),
                              ("mouthPress_L", 1.0, 0.6, 0), ("mouthPress_R", 1.0, 0.6, 0), ("mouthRollLower", 0.95, 0.7, 0.003)):
    key = mouth.shape_key_add(name=name)
    for i, v in enumerate(mouth.data.vertices):
        key.data[i].co = (v.co.x * wide, v.co.y, 1.572 + (v.co.z - 1.572) * tall + low)
for name, side in (("mouthSmile_L", 1), ("mouthSmile_R", -1), ("mouthFrown_L", 1), ("mouthFrown_R", -1)):
    key = mouth.shape_key_add(name=name)
    up = 0.014 if "Smile" in name else -0.012
    for i, v in enumerate(mouth.data.vertices):
        share = max(0, v.co.x * side / 0.026)
        key.data[i].co = (v.co.x * (1 + 0.2 * share), v.co.y + 0.006 * share, v.co.z + up * share * share)

# --- skin
bpy.ops.object.select_all(action="DESELECT")
body.select_set(True)
arm.select_set(True)
bpy.context.view_layer.objects.active = arm
bpy.ops.object.parent_set(type="ARMATURE_AUTO")
for o in extras:
    o.parent = arm
    o.modifiers.new("Armature", "ARMATURE").object = arm
if shrink != 1.0:
    arm.scale = (shrink, shrink, shrink)
    for o in [body] + extras:
        for v in o.data.vertices:
            v.co /= shrink
        if o.data.shape_keys:
            for k in o.data.shape_keys.key_blocks:
                for d in k.data:
                    d.co /= shrink
    bpy.context.view_layer.objects.active = arm
    bpy.ops.object.mode_set(mode="EDIT")
    for b in arm.data.edit_bones:
        b.head, b.tail = b.head / shrink, b.tail / shrink
    bpy.ops.object.mode_set(mode="OBJECT")
bpy.ops.export_scene.gltf(filepath=out, export_format="GLB", export_yup=True, export_morph=True, export_skins=True, export_animations=False)

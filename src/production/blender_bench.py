"""Draws an exported shot in Blender, on request. Run by production_bench:

  blender -b --factory-startup -P blender_bench.py -- SCENE.json eevee|cycles OUT_FOLDER THREADS ANSWERS

Says "VERSION denoised|plain" into the file ANSWERS (a pipe) once the scene is loaded. Then reads lines "DRAWING SAMPLES"
from standard input and answers each with "WALL_SECONDS CPU_SECONDS PICTURE.exr": the time from the moment the frame is set
up until it is drawn, without loading and without writing the picture. The scene's data stay in memory between drawings.
"""
import json
import math
import os
import sys
import time

import bpy
import numpy as np
from mathutils import Matrix, Vector

scene_file, engine, out_folder, threads, answers = sys.argv[sys.argv.index("--") + 1:]
with open(scene_file) as f:
    document = json.load(f)
with open(os.path.join(os.path.dirname(scene_file), document["geometry"]), "rb") as f:
    geometry = f.read()

BLENDER_FROM_AUTEUR = Matrix(((1, 0, 0, 0), (0, 0, -1, 0), (0, 1, 0, 0), (0, 0, 0, 1)))  # +y up to +z up
cycles = engine == "cycles"

bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene


def point(v):
    return BLENDER_FROM_AUTEUR @ Vector(v)


def link(name, data):
    thing = bpy.data.objects.new(name, data)
    scene.collection.objects.link(thing)
    return thing


def array(span, kind):
    return np.frombuffer(geometry, dtype=kind, count=span[1], offset=span[0])


def make_material(m, name, unseen=False):
    """`unseen`: a wild wall in EEVEE, which has no ray visibility: it shades others, but the camera passes."""
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    output, surface = nodes["Material Output"], nodes["Principled BSDF"]
    if unseen:
        links.new(nodes.new("ShaderNodeBsdfTransparent").outputs[0], output.inputs["Surface"])
        material.blend_method, material.shadow_method = "CLIP", "OPAQUE"
        return material
    colour = (*m["albedo"], 1)
    surface.inputs["Base Color"].default_value = colour
    surface.inputs["Roughness"].default_value = m["roughness"]
    surface.inputs["Specular"].default_value = min(1, m["specular"] / 0.08)
    surface.inputs["Metallic"].default_value = m["metallic"]
    surface.inputs["Sheen"].default_value = m["sheen"]
    surface.inputs["Emission"].default_value = (*m["emission"], 1)
    surface.inputs["Emission Strength"].default_value = 1
    last = surface.outputs[0]

    def mixed(factor, other):
        mix = nodes.new("ShaderNodeMixShader")
        if isinstance(factor, float):
            mix.inputs["Fac"].default_value = factor
        else:
            links.new(factor, mix.inputs["Fac"])
        links.new(last, mix.inputs[1])
        links.new(other.outputs[0], mix.inputs[2])
        return mix.outputs[0]

    if m["translucency"] > 0:
        through = nodes.new("ShaderNodeBsdfTranslucent")
        through.inputs["Color"].default_value = colour
        last = mixed(0.5 * m["translucency"], through)
    if m["opacity"] < 0.985:
        surface.inputs["Alpha"].default_value = m["opacity"]
        material.blend_method = "BLEND"
    glows = max(m["emission"]) > 0.05
    if glows or m["opacity"] < 0.5:  # as in our renderer: panes and glowing shades let light pass, and glow for the camera only
        material.shadow_method = "NONE"
        if cycles:
            rays = nodes.new("ShaderNodeLightPath")
            last = mixed(rays.outputs["Is Shadow Ray"], nodes.new("ShaderNodeBsdfTransparent"))
            links.new(rays.outputs["Is Camera Ray"], surface.inputs["Emission Strength"])
            material.cycles.sample_as_light = False
    links.new(last, output.inputs["Surface"])
    return material


def make_mesh(m, name, unseen):
    mesh = bpy.data.meshes.new(name)
    positions, triangles = array(m["positions"], "<f4"), array(m["triangles"], "<u4")
    count = len(triangles) // 3
    mesh.vertices.add(len(positions) // 3)
    mesh.vertices.foreach_set("co", positions)
    mesh.loops.add(count * 3)
    mesh.loops.foreach_set("vertex_index", triangles.astype(np.int32))
    mesh.polygons.add(count)
    mesh.polygons.foreach_set("loop_start", np.arange(0, count * 3, 3, dtype=np.int32))
    mesh.polygons.foreach_set("loop_total", np.full(count, 3, dtype=np.int32))
    mesh.polygons.foreach_set("material_index", array(m["material_of"], "<u2").astype(np.int32))
    smooth = m["normals"][1] > 0
    mesh.polygons.foreach_set("use_smooth", np.full(count, smooth))
    for index in m["materials"]:
        mesh.materials.append(unseen_material if unseen else materials[index])
    mesh.update(calc_edges=True)
    if smooth:
        mesh.normals_split_custom_set_from_vertices(array(m["normals"], "<f4").reshape(-1, 3))
        mesh.use_auto_smooth = True
    return mesh


def make_light(l):
    name, kind, radiance = l["name"], l["kind"], l["radiance"]
    strongest = max(radiance)
    colour = [c / strongest for c in radiance]
    if kind == "sphere" and cycles:
        # A glowing ball: Cycles would put the emitting disc inside the lamp's own shade.
        bpy.ops.mesh.primitive_uv_sphere_add(segments=16, ring_count=8, radius=l["radius"], location=point(l["position"]))
        ball = bpy.context.object
        material = bpy.data.materials.new(name)
        material.use_nodes = True
        material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (0, 0, 0, 1)
        material.node_tree.nodes["Principled BSDF"].inputs["Emission"].default_value = (*colour, 1)
        material.node_tree.nodes["Principled BSDF"].inputs["Emission Strength"].default_value = strongest
        ball.data.materials.append(material)
        ball.visible_camera = ball.visible_shadow = False
        return
    light = bpy.data.lights.new(name, {"sun": "SUN", "sphere": "POINT", "rect": "AREA"}[kind])
    light.color = colour
    thing = link(name, light)
    if kind == "sun":
        light.energy, light.angle = strongest, 2 * l["radius"]
        thing.rotation_euler = point(l["direction"]).to_track_quat("-Z", "Y").to_euler()
    elif kind == "sphere":
        light.energy = strongest * 4 * math.pi ** 2 * l["radius"] ** 2
        light.shadow_soft_size = light.shadow_buffer_clip_start = l["radius"]
        thing.location = point(l["position"])
    else:
        u, v = point(l["edge_u"]), point(l["edge_v"])
        light.shape, light.size, light.size_y = "RECTANGLE", 2 * u.length, 2 * v.length
        light.energy = strongest * 4 * light.size * light.size_y
        back = -point(l["direction"]).normalized()
        x = u.normalized()
        frame = Matrix((x, back.cross(x), back)).transposed().to_4x4()
        frame.translation = point(l["position"])
        thing.matrix_world = frame


def make_world(sky, only_seen):
    """Zenith, horizon and ground as gradients. `only_seen`: indoors the windows' area lights carry the sky's light."""
    world = scene.world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    nodes, links = world.node_tree.nodes, world.node_tree.links
    background = nodes["Background"]
    if sky is None:
        background.inputs["Strength"].default_value = 0
        return

    def math_node(operation, a, b=None):
        node = nodes.new("ShaderNodeMath")
        node.operation, node.use_clamp = operation, operation != "SQRT"
        for slot, value in enumerate((a, b)):
            if value is None:
                continue
            if isinstance(value, (int, float)):
                node.inputs[slot].default_value = value
            else:
                links.new(value, node.inputs[slot])
        return node.outputs[0]

    def mix(factor, a, b):
        node = nodes.new("ShaderNodeMixRGB")
        links.new(factor, node.inputs["Fac"])
        for slot, value in (("Color1", a), ("Color2", b)):
            if isinstance(value, list):
                node.inputs[slot].default_value = (*value, 1)
            else:
                links.new(value, node.inputs[slot])
        return node.outputs[0]

    split = nodes.new("ShaderNodeSeparateXYZ")
    links.new(nodes.new("ShaderNodeTexCoord").outputs["Generated"], split.inputs[0])
    up = math_node("MAXIMUM", split.outputs["Z"], 0)
    down = math_node("MULTIPLY", split.outputs["Z"], -1 / 0.12)
    above = mix(math_node("SQRT", up), sky["horizon"], sky["zenith"])
    links.new(mix(down, above, sky["ground"]), background.inputs["Color"])
    if only_seen:
        links.new(nodes.new("ShaderNodeLightPath").outputs["Is Camera Ray"], background.inputs["Strength"])


def make_camera(c):
    camera = bpy.data.cameras.new("camera")
    camera.sensor_fit = "HORIZONTAL"
    thing = scene.camera = link("camera", camera)
    for drawing, at in enumerate(c):
        camera.lens, camera.sensor_width = at["focal_mm"], at["gate_width_mm"]
        camera.clip_start, camera.clip_end = 0.02, 2000
        camera.dof.use_dof = at["f_stop"] > 0
        camera.dof.aperture_fstop = max(at["f_stop"], 0.1)
        camera.dof.focus_distance = at["focus_distance"]
        back = (point(at["position"]) - point(at["target"])).normalized()
        right = Vector((0, 0, 1)).cross(back).normalized()
        frame = Matrix((right, back.cross(right), back)).transposed().to_4x4() @ Matrix.Rotation(at["roll"], 4, "Z")
        frame.translation = point(at["position"])
        thing.matrix_world = frame
        thing.keyframe_insert("location", frame=drawing + 1)
        thing.keyframe_insert("rotation_euler", frame=drawing + 1)
        camera.keyframe_insert("lens", frame=drawing + 1)
        camera.dof.keyframe_insert("focus_distance", frame=drawing + 1)


materials = [make_material(m, m["name"]) for m in document["materials"]]
unseen_material = make_material(None, "unseen", True)
meshes = {}
for instance in document["instances"]:
    unseen = instance["unseen"] and not cycles
    key = (instance["mesh"], unseen)
    if key not in meshes:
        meshes[key] = make_mesh(document["meshes"][instance["mesh"]], instance["name"], unseen)
    thing = link(instance["name"], meshes[key])
    thing.matrix_world = BLENDER_FROM_AUTEUR @ Matrix([instance["world_from_object"][row::4] for row in range(4)])
    thing.visible_camera = not instance["unseen"]
    if instance["drawing"] >= 0:  # there in one drawing only
        for frame, hidden in ((0, True), (instance["drawing"] + 1, False), (instance["drawing"] + 2, True)):
            thing.hide_render = thing.hide_viewport = hidden
            thing.keyframe_insert("hide_render", frame=frame)
            thing.keyframe_insert("hide_viewport", frame=frame)
for light in document["lights"]:
    make_light(light)
make_world(document["sky"], any(l["kind"] == "rect" for l in document["lights"]))
make_camera(document["cameras"])

render = scene.render
render.engine = "CYCLES" if cycles else "BLENDER_EEVEE"
render.resolution_x, render.resolution_y, render.resolution_percentage = document["width"], document["height"], 100
render.image_settings.file_format, render.image_settings.color_depth = "OPEN_EXR", "32"
render.image_settings.color_mode = "RGB"
render.threads_mode, render.threads = "FIXED", int(threads)
render.use_persistent_data = True
render.use_compositing = render.use_sequencer = False
if cycles:
    scene.cycles.device = "CPU"
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.use_denoising = False
    try:
        scene.cycles.denoiser = "OPENIMAGEDENOISE"
        scene.cycles.use_denoising = True
    except TypeError:
        pass  # Debian's Blender is built without it
else:
    scene.eevee.use_gtao = True
    scene.eevee.use_soft_shadows = True
    scene.eevee.light_threshold = 0.0005  # the default drops weak lights; these scenes are metered afterwards

started = spent = wall = cpu = 0.0


def cpu_seconds():
    t = os.times()
    return t.user + t.system


def begin(*_):
    global started, spent
    started, spent = time.perf_counter(), cpu_seconds()


def end(*_):
    global wall, cpu
    wall, cpu = time.perf_counter() - started, cpu_seconds() - spent


bpy.app.handlers.render_pre.append(begin)
bpy.app.handlers.render_post.append(end)
answers = open(answers, "w", buffering=1)
print(bpy.app.version_string, "denoised" if cycles and scene.cycles.use_denoising else "plain", file=answers)
for line in sys.stdin:
    drawing, samples = map(int, line.split())
    scene.frame_start = scene.frame_end = drawing + 1
    if cycles:
        scene.cycles.samples = samples
    else:
        scene.eevee.taa_render_samples = samples
    render.filepath = os.path.join(out_folder, f"{engine}-{samples}-")
    bpy.ops.render.render(animation=True)
    print(wall, cpu, render.frame_path(frame=drawing + 1), file=answers)
os._exit(0)

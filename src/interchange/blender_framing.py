# Opens a GLB, renders one frame through its camera with Cycles and writes the picture: what Blender sees.
#   blender -b --factory-startup -P blender_framing.py -- SHOT.glb FRAME WIDTH HEIGHT OUT.png
import sys

import bpy
import numpy

numpy.bool = bool  # Blender 3.4 reads glTF with a name that later numpys dropped

glb, frame, width, height, out = sys.argv[sys.argv.index("--") + 1:]
bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene
scene.render.fps = 24  # the importer turns seconds into frames with it
bpy.ops.import_scene.gltf(filepath=glb)
scene.camera = next(o for o in bpy.data.objects if o.type == "CAMERA")
scene.frame_set(int(frame))
scene.render.engine = "CYCLES"
scene.cycles.samples = 4
scene.cycles.use_denoising = False
scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = int(width), int(height), 100
scene.view_settings.view_transform = "Standard"
scene.render.image_settings.file_format = "PNG"
scene.render.image_settings.color_mode = "RGB"
scene.render.filepath = out
bpy.ops.render.render(write_still=True)

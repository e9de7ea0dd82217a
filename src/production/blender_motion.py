# Reads a BVH and prints where each bone begins at one frame, in metres and our axes (+y up): what Blender makes of it.
#   blender -b --factory-startup -P blender_motion.py -- FILE.bvh FRAME
import builtins
import sys

import bpy

opened = builtins.open  # Blender 3.4 opens the file in a mode that later Pythons dropped
builtins.open = lambda file, mode="r", *more, **named: opened(file, mode.replace("U", ""), *more, **named)

bvh, frame = sys.argv[sys.argv.index("--") + 1:]
bpy.ops.wm.read_factory_settings(use_empty=True)
bpy.ops.import_anim.bvh(filepath=bvh, global_scale=0.01, frame_start=1, axis_forward="-Z", axis_up="Y", rotate_mode="NATIVE")
bpy.context.scene.frame_set(int(frame) + 1)  # the file counts from 0, Blender from 1
armature = bpy.context.object
for bone in armature.pose.bones:
    at = armature.matrix_world @ bone.head
    print("JOINT", bone.name, at.x, at.z, -at.y)

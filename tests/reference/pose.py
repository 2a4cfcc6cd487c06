"""Poses as controlnet_aux draws them, for tests/control/pose_test.cpp: pose.json and pose.png.

    pip install "opencv-python-headless<4.12" matplotlib, and controlnet_aux's wheel unpacked (pip download --no-deps controlnet_aux)
    PYTHONPATH=FOLDER_OF_THE_WHEEL python tests/reference/pose.py tests/reference/golden/pose

Two people of made-up points in 200 x 256 pixels, one partly beyond the edge, with a joint, a hand and parts of a face missing.
"""
import importlib.util
import json
import math
import pathlib
import sys

import cv2
import numpy as np

WIDTH, HEIGHT = 200, 256
BODY = [(0, -80), (0, -55), (-22, -54), (-34, -25), (-30, 8), (22, -54), (36, -28), (52, -50), (-14, 10), (-18, 52), (-16, 92),
        (14, 10), (22, 50), (30, 88), (-6, -86), (6, -86), (-12, -82), (12, -82)]


def person(x, y, size, missing=()):
    body = [[x + size * dx, y + size * dy, 0 if i in missing else 1] for i, (dx, dy) in enumerate(BODY)]
    hands = []
    for wrist in (4, 7):
        points = [[body[wrist][0], body[wrist][1], 1]]
        for finger in range(5):
            angle = 0.5 * finger - 1.8
            points += [[points[0][0] + size * 5 * k * math.cos(angle), points[0][1] + size * 5 * k * math.sin(angle), 1] for k in range(1, 5)]
        hands.append(points)
    face = [[body[0][0] + size * 14 * math.cos(i / 11), body[0][1] + size * 18 * math.sin(i / 11), int(i % 9 != 4)] for i in range(68)]
    return body, hands, face


def main(out):
    spec = importlib.util.find_spec("controlnet_aux")
    path = pathlib.Path(spec.submodule_search_locations[0]) / "dwpose" / "util.py"
    spec = importlib.util.spec_from_file_location("util", path)
    util = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(util)
    people = [person(70.37, 130.63, 1.13), person(160.81, 120.23, 1.31, missing=(3, 17))]
    people[1][1][0] = [[0, 0, 0]] * 21
    seen = lambda p: [p[0] / WIDTH, p[1] / HEIGHT] if p[2] else [-1, -1]
    candidate = np.array([seen(p) for body, _, _ in people for p in body])
    subset = np.array([[18 * n + i if p[2] else -1 for i, p in enumerate(body)] for n, (body, _, _) in enumerate(people)])
    hands = [[seen(p) for p in hands[side]] for side in (0, 1) for _, hands, _ in people]
    canvas = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    canvas = util.draw_bodypose(canvas, candidate, subset)
    canvas = util.draw_handpose(canvas, hands)
    canvas = util.draw_facepose(canvas, [[seen(p) for p in face] for _, _, face in people])
    out.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(out / "pose.png"), canvas[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])
    flat = lambda points: [round(v, 6) for p in points for v in p]
    listed = [{"pose_keypoints_2d": flat(body), "face_keypoints_2d": flat(face), "hand_left_keypoints_2d": flat(hands[0]),
               "hand_right_keypoints_2d": flat(hands[1])} for body, hands, face in people]
    (out / "pose.json").write_text(json.dumps({"people": listed, "canvas_width": WIDTH, "canvas_height": HEIGHT}) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

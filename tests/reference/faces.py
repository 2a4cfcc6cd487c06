"""A face put back into a picture as facexlib does it with OpenCV, for tests/image/similarity_test.cpp: paste.json, picture.png, square.png,
aligned.png, pasted.png.

    pip install "opencv-python-headless<4.12"; python tests/reference/faces.py tests/reference/golden/faces
"""
import json
import pathlib
import sys

import cv2
import numpy as np

SIDE = 64
TEMPLATE = np.array([[192.98138, 239.94708], [318.90277, 240.1936], [256.63416, 314.01935], [201.26117, 371.41043],
                     [313.08905, 371.15118]]) * SIDE / 512
POINTS = np.array([[70.2, 51.7], [103.9, 58.3], [83.5, 76.1], [66.8, 88.9], [95.4, 94.6]])


def main(out):
    y, x = np.mgrid[0:120, 0:160]
    picture = np.stack([127 + 90 * np.sin(x / 17), 127 + 90 * np.cos(y / 13), 90 + x * 0.6 + y * 0.4], 2).clip(0, 255).astype(np.uint8)
    v, u = np.mgrid[0:SIDE, 0:SIDE]
    square = np.stack([200 - u, 60 + v * 2, 40 + u + v], 2).clip(0, 255).astype(np.uint8)
    # A threshold that no point is beyond: the sum of squares over all of them.
    matrix = cv2.estimateAffinePartial2D(POINTS, TEMPLATE, method=cv2.RANSAC, ransacReprojThreshold=100)[0]
    aligned = cv2.warpAffine(picture, matrix, (SIDE, SIDE), borderMode=cv2.BORDER_CONSTANT, borderValue=(132, 133, 135))
    # FaceRestoreHelper.paste_faces_to_input_image with upscale_factor 1 and without a parsing network.
    inverse = cv2.invertAffineTransform(matrix)
    size = (picture.shape[1], picture.shape[0])
    restored = cv2.warpAffine(square, inverse, size)
    mask = cv2.erode(cv2.warpAffine(np.ones((SIDE, SIDE), np.float32), inverse, size), np.ones((2, 2), np.uint8))
    edge = int(np.sum(mask) ** 0.5) // 20
    soft = cv2.erode(mask, np.ones((2 * edge, 2 * edge), np.uint8))
    soft = cv2.GaussianBlur(soft, (2 * edge + 1, 2 * edge + 1), 0)[:, :, None]
    pasted = np.rint(soft * (mask[:, :, None] * restored) + (1 - soft) * picture).astype(np.uint8)
    out.mkdir(parents=True, exist_ok=True)
    for name, image in (("picture", picture), ("square", square), ("aligned", aligned), ("pasted", pasted)):
        cv2.imwrite(str(out / f"{name}.png"), image[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])
    facts = {"from": POINTS.tolist(), "to": TEMPLATE.tolist(), "matrix": matrix.tolist(), "edge": edge}
    (out / "paste.json").write_text(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

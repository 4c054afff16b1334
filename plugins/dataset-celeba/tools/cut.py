"""Cuts a photograph as the original experiments did, in numpy, another way than the plugin does it.

python3 cut.py <height> <width> <file with height x width x 3 bytes>: prints 56 x 48 x 3 numbers in [0, 1], one a line.
The resize is scikit-image's of version 0.14.2 with its defaults: order 1, no anti-aliasing, constant border of zeros.
"""

import sys

import numpy

height, width = int(sys.argv[1]), int(sys.argv[2])
image = numpy.fromfile(sys.argv[3], dtype=numpy.uint8).reshape(height, width, 3) / 255.0

columns = 54
rows = int(54 * height / width)


def weights(out, size):
    """[out, size]: how much each pixel of a line counts for each pixel of the resized line; a hat function of width 1."""
    centres = (numpy.arange(out) + 0.5) * (size / out) - 0.5
    return numpy.maximum(0.0, 1.0 - numpy.abs(centres[:, None] - numpy.arange(size)[None, :]))


resized = numpy.einsum("ih,jw,hwc->ijc", weights(rows, height), weights(columns, width), image, optimize=True)
for value in resized[5:61, 3:51].ravel():
    print(repr(float(value)))

"""Projections and principal components with numpy, as a fixture for the tests.

    python3 tools/oracle.py > test/oracle.json

Spans whose vectors are independent, dependent, or partly zero; components by a singular value decomposition of centred data.
"""

import json

import numpy as np

random = np.random.default_rng(1)


def span(vectors, target):
    shares, *_ = np.linalg.lstsq(vectors.T, target, rcond=None)
    return {"vectors": vectors.tolist(), "target": target.tolist(), "projection": (shares @ vectors).tolist()}


def numbers(*shape):
    return random.standard_normal(shape).astype(np.float32).astype(np.float64)


independent = numbers(5, 12)
centred = independent - independent.mean(0)
repeated = np.concatenate([independent, independent[1:3], np.zeros((1, 12))])
many = numbers(15, 12)

data = (numbers(60, 12) * np.linspace(3, 0.5, 12) + 7).astype(np.float32).astype(np.float64)
_, singular, directions = np.linalg.svd(data - data.mean(0), full_matrices=False)

print(json.dumps({
    "spans": {
        "independent vectors": span(independent, numbers(12)),
        "vectors from their mean, one rank short": span(centred, numbers(12)),
        "repeated and zero vectors": span(repeated, numbers(12)),
        "more vectors than dimensions": span(many, numbers(12)),
        "nothing but zeros": span(np.zeros((3, 12)), numbers(12)),
    },
    "components": {"data": data.tolist(), "directions": directions[:4].tolist(), "variances": (singular[:4] ** 2 / len(data)).tolist()},
}))

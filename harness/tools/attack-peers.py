"""What attacks of other libraries find on our models: adds to fixtures/attack-peers.json what it lacks.

    python3 -m venv venv && venv/bin/pip install torch foolbox torchattacks pyautoattack safetensors
    venv/bin/python harness/tools/attack-peers.py fixtures/attack-peers.json [fonts emnist emnist-adversarial]

The models are fixtures/attack-peers-*.safetensors.gz, made by harness/tools/attack-subjects.ts. Success is counted
over correctly classified images, by classifying again what a library returns; medians are over the norms of
successes, null where half fail. Every result is written when it is known, so it may be stopped and started again.
"""
import gzip, importlib.metadata, json, math, os, sys, time, warnings

import foolbox, numpy, torch, torchattacks
from pyautoattack import AutoAttack
from safetensors.torch import load

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

# Where some images fall and some stand.
RADII = {
    "fonts": {"linf": [0.01, 0.02, 0.04], "l2": [0.1, 0.2, 0.4]},
    "emnist": {"linf": [0.03, 0.06, 0.1], "l2": [0.4, 0.8, 1.2]},
    "emnist-adversarial": {"linf": [0.06, 0.1, 0.14], "l2": [0.6, 1.0, 1.4]},
}


class Network(torch.nn.Module):
    """The CNN of ours in evaluation mode, from weights stored as [height, width, in, out] and [in, out]."""

    def __init__(self, weights):
        super().__init__()
        self.weights = weights

    def forward(self, x):
        w = self.weights
        stage = 1
        while f"conv{stage}/kernel" in w:
            x = torch.nn.functional.conv2d(x, w[f"conv{stage}/kernel"].permute(3, 2, 0, 1), w[f"conv{stage}/bias"], stride=2, padding=1)
            norm = [w[f"norm{stage}/{name}"] for name in ("mean", "variance", "scale", "offset")]
            x = torch.relu(torch.nn.functional.batch_norm(x, *norm, eps=1e-5))
            stage += 1
        x = x.permute(0, 2, 3, 1).flatten(1)
        for layer in ("linear1", "linear2"):
            x = x @ w[f"{layer}/kernel"] + w[f"{layer}/bias"]
        return x


def norm_of(delta, norm):
    flat = delta.flatten(1)
    # Under L0 a pixel has changed that differs by more than rounding.
    norms = {"linf": lambda: flat.abs().amax(1), "l2": lambda: flat.norm(dim=1), "l1": lambda: flat.abs().sum(1), "l0": lambda: (flat.abs() > 1e-6).float().sum(1)}
    return norms[norm]()


class Subject:
    """A model and the images that it classifies correctly."""

    def __init__(self, path):
        with open(path, "rb") as file:
            tensors = load(gzip.decompress(file.read()))
        self.model = Network({key[8:]: value for key, value in tensors.items() if key.startswith("weights/")}).eval()
        self.foolbox = foolbox.PyTorchModel(self.model, bounds=(0, 1))
        images = (tensors["images"].float() / 255).permute(0, 3, 1, 2).contiguous()
        labels = tensors["labels"].long()
        self.images = len(images)
        with torch.no_grad():
            correct = self.model(images).argmax(1) == labels
        self.x, self.y = images[correct], labels[correct]

    def norms(self, found, norm):
        """‖δ‖ of each success, Infinity elsewhere."""
        with torch.no_grad():
            wrong = self.model(found).argmax(1) != self.y
        return torch.where(wrong, norm_of(found - self.x, norm), torch.tensor(math.inf))


def auto_attack(s, norm, radius):
    attack = AutoAttack(s.model, norm=norm, eps=radius, seed=1, version="standard", device="cpu")
    return attack.run_standard_evaluation(s.x, s.y, batch_size=200)[0]


fa, ta = foolbox.attacks, torchattacks
LAST = {"loss": "cross-entropy", "mode": "last"}

# Library, what it runs, the attack of ours and its options, norm, and how it is run at a radius.
FIXED = [
    ("foolbox", "LinfPGD(steps=40, rel_stepsize=1/30)", "sign-pgd", LAST, "linf", lambda s, e: fa.LinfPGD(steps=40, rel_stepsize=1 / 30)(s.foolbox, s.x, s.y, epsilons=e)[1]),
    ("foolbox", "L2PGD(steps=40, rel_stepsize=1/30)", "sign-pgd", {**LAST, "norm": "l2"}, "l2", lambda s, e: fa.L2PGD(steps=40, rel_stepsize=1 / 30)(s.foolbox, s.x, s.y, epsilons=e)[1]),
    ("foolbox", "FGSM(random_start=False)", "fgsm", {"loss": "cross-entropy"}, "linf", lambda s, e: fa.FGSM(random_start=False)(s.foolbox, s.x, s.y, epsilons=e)[1]),
    ("torchattacks", "BIM(steps=10, alpha=eps/10)", "bim", LAST, "linf", lambda s, e: ta.BIM(s.model, eps=e, alpha=e / 10, steps=10)(s.x, s.y)),
    ("torchattacks", "MIFGSM(steps=10, alpha=eps/10, decay=1)", "mi-fgsm", LAST, "linf", lambda s, e: ta.MIFGSM(s.model, eps=e, alpha=e / 10, steps=10, decay=1.0)(s.x, s.y)),
    ("torchattacks", "APGD(Linf, steps=100, loss=ce)", "apgd-linf", {"loss": "cross-entropy"}, "linf", lambda s, e: ta.APGD(s.model, norm="Linf", eps=e, steps=100, loss="ce", seed=1)(s.x, s.y)),
    ("torchattacks", "APGD(L2, steps=100, loss=ce)", "apgd-l2", {"loss": "cross-entropy"}, "l2", lambda s, e: ta.APGD(s.model, norm="L2", eps=e, steps=100, loss="ce", seed=1)(s.x, s.y)),
]

# Likewise, without a radius.
SMALLEST = [
    ("foolbox", "L2DeepFoolAttack()", "deepfool", {}, "l2", lambda s: fa.L2DeepFoolAttack()(s.foolbox, s.x, s.y, epsilons=None)[1]),
    ("foolbox", "LinfDeepFoolAttack()", "deepfool", {"norm": "linf"}, "linf", lambda s: fa.LinfDeepFoolAttack()(s.foolbox, s.x, s.y, epsilons=None)[1]),
    ("foolbox", "LInfFMNAttack(steps=100)", "fmn-linf", {}, "linf", lambda s: fa.LInfFMNAttack(steps=100)(s.foolbox, s.x, s.y, epsilons=None)[1]),
    ("foolbox", "L2FMNAttack(steps=100)", "fmn-l2", {}, "l2", lambda s: fa.L2FMNAttack(steps=100)(s.foolbox, s.x, s.y, epsilons=None)[1]),
    ("foolbox", "L1FMNAttack(steps=100)", "fmn-l1", {}, "l1", lambda s: fa.L1FMNAttack(steps=100)(s.foolbox, s.x, s.y, epsilons=None)[1]),
    ("foolbox", "L0FMNAttack(steps=100)", "fmn-l0", {}, "l0", lambda s: fa.L0FMNAttack(steps=100)(s.foolbox, s.x, s.y, epsilons=None)[1]),
]

# An hour and more on one core.
LONG = [
    ("pyautoattack", "AutoAttack(Linf, standard)", "autoattack", {}, "linf", lambda s, e: auto_attack(s, "Linf", e)),
    ("pyautoattack", "AutoAttack(L2, standard)", "autoattack", {"norm": "l2"}, "l2", lambda s, e: auto_attack(s, "L2", e)),
    ("torchattacks", "FAB(Linf, steps=100, multi_targeted=True)", "fab", {}, "linf", lambda s, e: ta.FAB(s.model, norm="Linf", eps=e, steps=100, n_restarts=1, multi_targeted=True, seed=1, n_classes=10)(s.x, s.y)),
    ("torchattacks", "Square(Linf, n_queries=1000)", "square", {"queries": 1000}, "linf", lambda s, e: ta.Square(s.model, norm="Linf", eps=e, n_queries=1000, seed=1)(s.x, s.y)),
    ("torchattacks", "Square(L2, n_queries=1000)", "square", {"norm": "l2", "queries": 1000}, "l2", lambda s, e: ta.Square(s.model, norm="L2", eps=e, n_queries=1000, seed=1)(s.x, s.y)),
]


def seeded():
    torch.manual_seed(1), numpy.random.seed(1)


def main(path, *names):
    folder = os.path.dirname(path)
    fixture = {"origin": "harness/tools/attack-peers.py", "subjects": {}}
    if os.path.exists(path):
        with open(path) as file:
            fixture = json.load(file)
    fixture.setdefault("notes", {})
    fixture["versions"] = {name: importlib.metadata.version(name) for name in ("torch", "foolbox", "torchattacks", "pyautoattack")}

    def enter(name, entry):
        fixture["subjects"][name]["results"].append(entry)
        text = json.dumps(fixture, indent=1, allow_nan=False)
        with open(path, "w") as file:
            file.write(text + "\n")
        print(name, entry["library"], entry["attack"], entry.get("median"), entry.get("successes"), f"{time.process_time():.0f} s", file=sys.stderr, flush=True)

    def lacks(name, library, attack, radii):
        there = [one for one in fixture["subjects"][name]["results"] if (one["library"], one["attack"]) == (library, attack)]
        return not any(set(radii) <= set(one.get("radii", [])) for one in there)

    for attacks in (FIXED, SMALLEST, LONG):
        for name in names or RADII:
            s = Subject(os.path.join(folder, f"attack-peers-{name}.safetensors.gz"))
            fixture["subjects"].setdefault(name, {"images": s.images, "correct": len(s.x), "results": []})
            for library, attack, ours, options, norm, run in attacks:
                radii = RADII[name].get(norm, [])
                # Of the long ones each radius is a result, the largest first, as it leaves the fewest images.
                for asked in [[radius] for radius in reversed(radii)] if attacks is LONG else [radii]:
                    if not lacks(name, library, attack, asked):
                        continue
                    entry = {"library": library, "attack": attack, "ours": ours, "options": options, "norm": norm}
                    if attacks is SMALLEST:
                        seeded()
                        norms = s.norms(run(s), norm)
                        median = float(numpy.median(norms.numpy()))
                        entry["median"] = median if math.isfinite(median) else None
                        successes = [int((norms <= radius).sum()) for radius in asked]
                    else:
                        successes = []
                        for radius in asked:
                            seeded()
                            # Rounding of a norm may exceed the radius.
                            successes.append(int((s.norms(run(s, radius), norm) <= radius * (1 + 1e-4) + 1e-6).sum()))
                    enter(name, entry | {"radii": asked, "successes": successes})


if __name__ == "__main__":
    main(*sys.argv[1:])

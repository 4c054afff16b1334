"""What attacks of other libraries find on our models: makes fixtures/attack-peers.json.

    python3 -m venv venv && venv/bin/pip install torch foolbox torchattacks pyautoattack safetensors
    venv/bin/python harness/tools/attack-peers.py [--all] fixtures/attack-peers-*.safetensors > fixtures/attack-peers.json

The files are made by harness/tools/attack-subjects.ts. Success is counted over correctly classified images, by
classifying again what a library returns; medians are over the successes' norms, Infinity where half fail.
"""
import importlib.metadata, json, math, sys, warnings

import numpy, torch
from safetensors import safe_open

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

RADII = {"linf": {"fonts": [0.01, 0.02, 0.04], "emnist": [0.03, 0.06, 0.1]}, "l2": {"fonts": [0.1, 0.2, 0.4], "emnist": [0.4, 0.8, 1.4]}}


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
    return {"linf": flat.abs().amax(1), "l2": flat.norm(dim=1), "l1": flat.abs().sum(1)}[norm]


def main(files):
    import foolbox, torchattacks
    from pyautoattack import AutoAttack

    versions = {name: importlib.metadata.version(name) for name in ("torch", "foolbox", "torchattacks", "pyautoattack")}
    subjects = {}
    for file in files:
        with safe_open(file, "pt") as tensors:
            name = "fonts" if "fonts" in file else "emnist"
            weights = {key[8:]: tensors.get_tensor(key) for key in tensors.keys() if key.startswith("weights/")}
            images = (tensors.get_tensor("images").float() / 255).permute(0, 3, 1, 2).contiguous()
            labels = tensors.get_tensor("labels").long()
        model = Network(weights).eval()
        for value in weights.values():
            value.requires_grad_(False)
        with torch.no_grad():
            correct = model(images).argmax(1) == labels
        x, y = images[correct], labels[correct]
        results = []

        def success(found, radius, norm):
            with torch.no_grad():
                wrong = model(found).argmax(1) != y
            return int((wrong & (norm_of(found - x, norm) <= radius * (1 + 1e-4) + 1e-6)).sum())

        def fixed(library, attack, ours, options, norm, run):
            counts = []
            for radius in RADII[norm][name]:
                torch.manual_seed(1), numpy.random.seed(1)
                counts.append(success(run(radius), radius, norm))
            results.append({"library": library, "attack": attack, "ours": ours, "options": options, "norm": norm, "radii": RADII[norm][name], "successes": counts})
            print(name, library, attack, counts, file=sys.stderr, flush=True)

        def smallest(library, attack, ours, options, norm, run):
            torch.manual_seed(1), numpy.random.seed(1)
            found = run()
            with torch.no_grad():
                wrong = model(found).argmax(1) != y
            norms = torch.where(wrong, norm_of(found - x, norm), torch.tensor(math.inf))
            counts = [int((norms <= radius).sum()) for radius in RADII.get(norm, {}).get(name, [])]
            median = float(norms.median())
            results.append({"library": library, "attack": attack, "ours": ours, "options": options, "norm": norm, "median": median, **({"radii": RADII[norm][name], "successes": counts} if norm in RADII else {})})
            print(name, library, attack, median, counts, file=sys.stderr, flush=True)

        fmodel = foolbox.PyTorchModel(model, bounds=(0, 1))
        fa = foolbox.attacks
        fixed("foolbox", "LinfPGD(steps=40, rel_stepsize=1/30)", "sign-pgd", {"loss": "cross-entropy", "mode": "last"}, "linf", lambda e: fa.LinfPGD(steps=40, rel_stepsize=1 / 30)(fmodel, x, y, epsilons=e)[1])
        fixed("foolbox", "FGSM", "fgsm", {"loss": "cross-entropy"}, "linf", lambda e: fa.FGSM(random_start=False)(fmodel, x, y, epsilons=e)[1])
        fixed("torchattacks", "BIM(steps=10, alpha=eps/10)", "bim", {"loss": "cross-entropy", "mode": "last"}, "linf", lambda e: torchattacks.BIM(model, eps=e, alpha=e / 10, steps=10)(x, y))
        fixed("torchattacks", "MIFGSM(steps=10, alpha=eps/10, decay=1)", "mi-fgsm", {"loss": "cross-entropy", "mode": "last"}, "linf", lambda e: torchattacks.MIFGSM(model, eps=e, alpha=e / 10, steps=10, decay=1.0)(x, y))
        fixed("torchattacks", "APGD(Linf, steps=100, loss=ce)", "apgd-linf", {"loss": "cross-entropy"}, "linf", lambda e: torchattacks.APGD(model, norm="Linf", eps=e, steps=100, loss="ce", seed=1)(x, y))
        smallest("foolbox", "L2DeepFoolAttack()", "deepfool", {}, "l2", lambda: fa.L2DeepFoolAttack()(fmodel, x, y, epsilons=None)[1])
        smallest("foolbox", "LinfDeepFoolAttack()", "deepfool", {"norm": "linf"}, "linf", lambda: fa.LinfDeepFoolAttack()(fmodel, x, y, epsilons=None)[1])
        smallest("foolbox", "L2FMNAttack(steps=100)", "fmn-l2", {}, "l2", lambda: fa.L2FMNAttack(steps=100)(fmodel, x, y, epsilons=None)[1])
        smallest("foolbox", "LInfFMNAttack(steps=100)", "fmn-linf", {}, "linf", lambda: fa.LInfFMNAttack(steps=100)(fmodel, x, y, epsilons=None)[1])
        smallest("foolbox", "L1FMNAttack(steps=100)", "fmn-l1", {}, "l1", lambda: fa.L1FMNAttack(steps=100)(fmodel, x, y, epsilons=None)[1])

        def auto(e):
            attack = AutoAttack(model, norm="Linf", eps=e, seed=1, version="standard", device="cpu")
            return attack.run_standard_evaluation(x, y, batch_size=200)[0]

        fixed("pyautoattack", "AutoAttack(Linf, standard)", "autoattack", {}, "linf", auto)
        # Long on one core: an hour and more.
        for norm, there in (("linf", "Linf"), ("l2", "L2")) if "--all" in sys.argv else ():
            fixed("torchattacks", f"Square({there}, n_queries=1000)", "square", {"norm": norm, "queries": 1000}, norm, lambda e: torchattacks.Square(model, norm=there, eps=e, n_queries=1000, seed=1)(x, y))
            fixed("torchattacks", f"FAB({there}, steps=100, multi_targeted=True)", "fab", {"norm": norm}, norm, lambda e: torchattacks.FAB(model, norm=there, eps=e, steps=100, n_restarts=1, multi_targeted=True, seed=1, n_classes=10)(x, y))
        subjects[name] = {"images": len(images), "correct": int(correct.sum()), "results": results}
    json.dump({"origin": "harness/tools/attack-peers.py", "versions": versions, "subjects": subjects}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main([one for one in sys.argv[1:] if one != "--all"])

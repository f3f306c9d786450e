"""Writes fisher.json: what errors of a tiny unit count, and twenty steps of its weighted reconstruction, from PyTorch.

python3 fisher.py > fisher.json   (torch)

The weights are w = sum_k (dy_k/dz)^2 over the outputs y of the float network, for every image and every value z that the
unit makes, in place of BRECQ's squared gradients of the task's loss (Li et al., ICLR 2021, equation 10). Here they come
from the whole Jacobian J of what follows the unit: the sum over four vectors r of random signs of (r J)^2, divided by the
mean over both outputs of the unit. The signs are those of PyTorch's CPU generator, one vector per image and draw.
The unit learns the rounding of two weights as AdaRound does (learned.py), behind one fixed grid for its input.
"""
import itertools
import json

import torch

IMAGES, BATCH, TOKENS, WIDTH, HIDDEN, ANSWERS = 6, 4, 2, 4, 5, 3
DRAWS, STEPS, RATE, LAMBDA, WARM, B_FROM, B_TO = 4, 20, 0.1, 0.01, 0.2, 20.0, 2.0
SEED = 11 + 0xD1B54A32D192ED03  # the run's, and the first unit
LOW, HIGH, STEP, ZERO = -4, 3, 0.6, 7
gelu = torch.nn.functional.gelu


def linear(x, p, name):
    return x @ p[name + ".weight"].T + p[name + ".bias"]


def unit(x, p):
    hidden = gelu(linear(x, p, "block.fc1"))
    return hidden, linear(hidden, p, "block.fc2")


def tail(p, hidden, z):
    return linear(gelu(z.flatten(-2)), p, "head") + linear(gelu(hidden.flatten(-2)), p, "side")


def signs(dtype):
    """For each image one row of signs per draw."""
    rows = []
    for start in range(0, IMAGES, BATCH):
        end = min(start + BATCH, IMAGES)
        torch.manual_seed((SEED + end) & 0x7FFFFFFF)
        draws = [torch.sign(torch.rand(end - start, ANSWERS) - 0.5) for _ in range(DRAWS)]
        rows += torch.stack(draws, 1).to(dtype)
    return rows


def importance(p, made):
    sums = [torch.zeros_like(value) for value in made]
    for image, r in enumerate(signs(made[0].dtype)):
        values = tuple(value[image] for value in made)
        jacobians = torch.autograd.functional.jacobian(lambda h, z: tail(p, h, z), values)
        for total, j in zip(sums, jacobians):
            total[image] = torch.einsum("dk,k...->d...", r, j).pow(2).sum(0)
            all_signs = torch.tensor(list(itertools.product([-1.0, 1.0], repeat=ANSWERS)), dtype=r.dtype)
            on_average = torch.einsum("dk,k...->d...", all_signs, j).pow(2).mean(0)
            assert torch.allclose(on_average, j.pow(2).sum(0), atol=1e-6), "signs do not give the sum of squares"
    mean = torch.cat([total.flatten() for total in sums]).mean()
    return [total / mean for total in sums]


def h(alpha):
    return torch.clamp(1.2 * torch.sigmoid(alpha) - 0.1, 0, 1)


def case(seed, dtype):
    torch.manual_seed(seed)
    randn = lambda *shape: torch.randn(*shape).to(dtype)
    x = randn(IMAGES, TOKENS, WIDTH)
    p = {}
    for name, wide, high in [("block.fc1", WIDTH, HIDDEN), ("block.fc2", HIDDEN, WIDTH),
                             ("head", TOKENS * WIDTH, ANSWERS), ("side", TOKENS * HIDDEN, ANSWERS)]:
        p[name + ".weight"], p[name + ".bias"] = randn(high, wide) * 0.8, randn(high) * 0.1
    targets = unit(x, p)
    weights = importance(p, targets)
    snapped = (torch.clamp(torch.round(x / STEP) + ZERO, 0, 15) - ZERO) * STEP
    rounded = ("block.fc1.weight", "block.fc2.weight")
    scales = {k: (p[k].abs().amax(1) / HIGH).reshape(-1, 1) for k in rounded}
    floors = {k: torch.floor(p[k] / scales[k]) for k in rounded}
    alphas = {k: (-torch.log(1.2 / (p[k] / scales[k] - floors[k] + 0.1) - 1)).requires_grad_() for k in rounded}
    adam = torch.optim.Adam(list(alphas.values()), lr=RATE)
    losses = []
    for i in range(STEPS):
        soft = {k: torch.clamp(floors[k] + h(alphas[k]), LOW, HIGH) * scales[k] for k in rounded}
        made = unit(snapped, {**p, **soft})
        loss = sum((w * (y - t).pow(2)).sum(1).mean() for w, y, t in zip(weights, made, targets))
        losses.append(loss.item())
        if i >= WARM * STEPS:
            beta = B_TO + (B_FROM - B_TO) * (1 - (i - WARM * STEPS) / (STEPS - WARM * STEPS))
            loss = loss + LAMBDA * sum((1 - (2 * h(a) - 1).abs().pow(beta)).sum() for a in alphas.values())
        adam.zero_grad()
        loss.backward()
        adam.step()
    hard = {k: torch.clamp(floors[k] + (alphas[k] >= 0), LOW, HIGH) * scales[k] for k in rounded}
    flat = lambda named: {k: v.detach().flatten().tolist() for k, v in named.items()}
    return {
        "versions": {"torch": torch.__version__}, "images": IMAGES, "batch": BATCH, "tokens": TOKENS, "width": WIDTH,
        "hidden": HIDDEN, "answers": ANSWERS, "steps": STEPS, "rate": RATE, "lambda": LAMBDA, "warmUp": WARM,
        "bFrom": B_FROM, "bTo": B_TO, "low": LOW, "high": HIGH, "step": STEP, "zero": ZERO,
        "x": x.reshape(IMAGES, -1).tolist(), "parameters": flat(p), "scales": flat(scales),
        "importance": [w.flatten().tolist() for w in weights], "losses": losses, "hard": flat(hard),
    }


# The first network for which float32 and float64 agree: nothing hangs on the last digit.
for seed in range(1000):
    coarse, fine = case(seed, torch.float32), case(seed, torch.float64)
    if max(abs(a - b) for a, b in zip(coarse["losses"], fine["losses"])) < 2e-6:
        break
print(json.dumps(coarse).replace(', "x"', ',\n"x"').replace(', "parameters"', ',\n"parameters"')
      .replace(', "importance"', ',\n"importance"').replace(', "losses"', ',\n"losses"'))

"""Writes learned.json: values and gradients of learned quantizers, from PyTorch's autograd.

python3 learned.py > learned.json
LSQ and LSQ+ as in PTQ4SAM (seeds-spec: round(x/s)+z, straight-through, clamp, gradients times
1/sqrt(N*qmax)); AdaRound's rectified sigmoid and regulariser (Nagel et al. 2020), Adam.
"""
import json
import math

import torch

torch.manual_seed(5)


def ste(x):
    return x + (torch.round(x) - x).detach()


def scaled(t, g):
    return t * g + (t * (1 - g)).detach()


def lsq(x, s, z, low, high, shape, learn_z):
    x = x.clone().requires_grad_()
    s = s.clone().requires_grad_()
    z = z.clone().requires_grad_(learn_z)
    g = 1 / math.sqrt(x.numel() / s.numel() * high)
    ss = scaled(s, g).reshape(shape)
    zz = scaled(ste(z), g).reshape(shape) if learn_z else z.reshape(shape)
    y = (torch.clamp(ste(x / ss) + zz, low, high) - zz) * ss
    weight = torch.sin(torch.arange(x.numel(), dtype=torch.float32)).reshape(x.shape)
    (y * weight).sum().backward()
    flat = lambda t: t.detach().flatten().tolist()
    return {
        "x": flat(x), "dims": list(x.shape), "scale": flat(s), "zero": flat(z), "low": low, "high": high,
        "learnsZero": learn_z, "axis": shape.index(-1) if -1 in shape else 0,
        "y": flat(y), "weight": flat(weight), "dx": flat(x.grad), "ds": flat(s.grad),
        "dz": flat(z.grad) if learn_z else [],
    }


def h(a):
    return torch.clamp(1.2 * torch.sigmoid(a) - 0.1, 0, 1)


def ada_round(steps, lam, betas, rate):
    """Adam on alpha for the loss |(w_hat - t) x|^2 of one linear layer, plus the regulariser. The target
    t is not w itself: there the first gradients are rounding errors, which Adam would blow up."""
    w, x = torch.randn(3, 5) * 0.4, torch.randn(16, 5)
    t = w + 0.05 * torch.randn(3, 5)
    s = (w.abs().amax(1) / 7).reshape(-1, 1)
    low, high = -8, 7
    s[1] = s[1] / 2  # some values clamp
    floor = torch.floor(w / s)
    rest = w / s - floor
    alpha = (-torch.log(1.2 / (rest + 0.1) - 1)).requires_grad_()
    start = alpha.detach().clone()
    opt = torch.optim.Adam([alpha], lr=rate)
    soft, losses, regs, grads = [], [], [], []
    for i in range(steps):
        q = torch.clamp(floor + h(alpha), low, high) * s
        loss = (x @ (q - t).T).pow(2).sum(1).mean()
        reg = lam * (1 - (2 * h(alpha) - 1).abs().pow(betas[i])).sum()
        opt.zero_grad()
        (loss + reg).backward()
        soft.append(q.detach().flatten().tolist())
        grads.append(alpha.grad.flatten().tolist())
        losses.append(loss.item())
        regs.append(reg.item())
        opt.step()
    hard = torch.clamp(floor + (alpha >= 0).float(), low, high) * s
    return {
        "w": w.flatten().tolist(), "target": t.flatten().tolist(), "x": x.flatten().tolist(), "scale": s.flatten().tolist(), "low": low, "high": high,
        "lambda": lam, "betas": betas, "rate": rate, "start": start.flatten().tolist(), "soft": soft, "grads": grads,
        "losses": losses, "regs": regs, "hard": hard.flatten().tolist(),
    }


def stable_unit(*how):
    """The first seed for which float32 and float64 agree: no value comes so close to a rounding boundary
    that the last digit decides on which side it falls."""
    for seed in range(1000):
        case, fine = unit(seed, torch.float32, *how), unit(seed, torch.float64, *how)
        if max(abs(a - b) for a, b in zip(case["losses"], fine["losses"])) < 2e-6:
            return case


def unit(seed, dtype, steps, lam, b_from, b_to, warm, rate, scale_rate):
    """A tiny unit, linear - GELU - linear, trained as QDrop does: soft rounding of both weights, learned
    scales of both inputs (LSQ)."""
    torch.manual_seed(seed)
    randn = lambda *shape: torch.randn(*shape).to(dtype)
    n, d, hid = 6, 4, 5
    images = 8
    xq = randn(images, n, d)
    xf = xq + 0.05 * randn(images, n, d)
    p = {"fc1.weight": randn(hid, d) * 0.5, "fc1.bias": randn(hid) * 0.1,
         "fc2.weight": randn(d, hid) * 0.5, "fc2.bias": randn(d) * 0.1}
    gelu = torch.nn.functional.gelu
    target = gelu(xf @ p["fc1.weight"].T + p["fc1.bias"]) @ p["fc2.weight"].T + p["fc2.bias"]
    ws = {k: (p[k].abs().amax(1) / 7).reshape(-1, 1) for k in ("fc1.weight", "fc2.weight")}
    floors = {k: torch.floor(p[k] / ws[k]) for k in ws}
    alphas = {k: (-torch.log(1.2 / (p[k] / ws[k] - floors[k] + 0.1) - 1)).requires_grad_() for k in ws}
    scales = {"fc1": torch.tensor([0.35], dtype=dtype, requires_grad=True), "fc2": torch.tensor([0.11], dtype=dtype, requires_grad=True)}
    zeros = {"fc1": 7.0, "fc2": 2.0}
    opt_a = torch.optim.Adam(list(alphas.values()), lr=rate)
    opt_s = torch.optim.Adam(list(scales.values()), lr=scale_rate)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(opt_s, steps, 0.0)

    def act(x, name):
        s = scales[name]
        g = 1 / math.sqrt(x.numel() * 15)
        ss = scaled(s, g)
        return (torch.clamp(ste(x / ss) + zeros[name], 0, 15) - zeros[name]) * ss

    losses = []
    for i in range(steps):
        w = {k: torch.clamp(floors[k] + h(alphas[k]), -8, 7) * ws[k] for k in ws}
        hidden = gelu(act(xq, "fc1") @ w["fc1.weight"].T + p["fc1.bias"])
        out = act(hidden, "fc2") @ w["fc2.weight"].T + p["fc2.bias"]
        loss = (out - target).pow(2).sum(1).mean()
        reg = torch.zeros(())
        if i >= warm * steps:
            t = (i - warm * steps) / (steps - warm * steps)
            beta = b_to + (b_from - b_to) * max(0.0, 1 - t)
            reg = lam * sum((1 - (2 * h(a) - 1).abs().pow(beta)).sum() for a in alphas.values())
        losses.append(loss.item())
        opt_a.zero_grad(), opt_s.zero_grad()
        (loss + reg).backward()
        opt_a.step(), opt_s.step(), cosine.step()
    hard = {k: (torch.clamp(floors[k] + (alphas[k] >= 0).to(dtype), -8, 7) * ws[k]).flatten().tolist() for k in ws}
    return {
        "images": images, "tokens": n, "width": d, "hidden": hid, "quantized": xq.flatten().tolist(),
        "float": xf.flatten().tolist(), "target": target.flatten().tolist(),
        "parameters": {k: v.flatten().tolist() for k, v in p.items()},
        "weightScales": {k: v.flatten().tolist() for k, v in ws.items()},
        "scales": {"fc1": 0.35, "fc2": 0.11}, "zeros": zeros, "steps": steps, "lambda": lam, "warmUp": warm,
        "bFrom": b_from, "bTo": b_to, "rate": rate, "scaleRate": scale_rate, "losses": losses, "hard": hard,
        "learned": {k: v.item() for k, v in scales.items()},
    }


def distillation(temperature):
    teacher, student = torch.randn(5, 7) * 3, (torch.randn(5, 7) * 3).requires_grad_()
    log = torch.nn.functional.log_softmax
    kl = torch.nn.functional.kl_div(
        log(student / temperature, 1), log(teacher / temperature, 1), reduction="batchmean", log_target=True)
    kl.backward()
    return {"teacher": teacher.flatten().tolist(), "student": student.detach().flatten().tolist(),
            "temperature": temperature, "distance": kl.item(), "gradient": student.grad.flatten().tolist()}


x = torch.randn(4, 6)
print(
    json.dumps(
        {
            "versions": {"torch": torch.__version__},
            "grids": [
                lsq(x, torch.tensor([0.31]), torch.tensor([3.0]), 0, 15, [1], False),
                lsq(x, torch.tensor([0.09]), torch.tensor([0.0]), -8, 7, [1], False),
                lsq(x, torch.tensor([0.3, 0.2, 0.1, 0.05]), torch.zeros(4), -4, 3, [-1, 1], False),
                lsq(x, torch.tensor([0.21]), torch.tensor([6.3]), 0, 15, [1], True),
            ],
            "adaRound": ada_round(12, 0.05, [20.0 - 1.5 * i for i in range(12)], 0.1),
            "distillation": distillation(3.0),
            "unit": stable_unit(20, 0.01, 20.0, 2.0, 0.2, 0.05, 0.004),
        }
    ).replace('"grids"', '\n"grids"').replace('"adaRound"', '\n"adaRound"').replace('"unit"', '\n"unit"')
)

"""Full fine-tuning of the tiny models of make_tiny_models.py, by PyTorch in float32.

    python make_tiny_full.py FOLDER     writes FOLDER/tiny-full.json

`loss` is as there. Of the gradient of each parameter, under its Hugging Face name: `norm`, the products `probes` with
the formula's figures "probe.0.NAME" to "probe.2.NAME" of scale 1, and up to six `entries`, evenly spaced from the first.
`losses` are those before each of ten AdamW steps on the same batch, of which all parameters take part.
"""
import os
import sys

import torch

from formula import filled, readable
from make_tiny_models import EXAMPLES, MODELS, difference, tiny

OPTIMIZER = dict(rate=2e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.1, clip=1.0, steps=10)
PROBES, ENTRIES = 3, 6


def batch_loss(model):
    """Each example by itself, so that no padding is in question."""
    total, count = 0, sum(len(completion) for _, completion in EXAMPLES)
    for prompt, completion in EXAMPLES:
        logprobs = torch.log_softmax(model(torch.tensor([prompt + completion])).logits[0, len(prompt) - 1:-1], -1)
        total = total - logprobs.gather(-1, torch.tensor(completion)[:, None]).sum() / count
    return total


def train(model):
    """Gradients of the first batch and the losses before each step."""
    parameters = dict(model.named_parameters())
    optimizer = torch.optim.AdamW(parameters.values(), lr=OPTIMIZER["rate"], eps=OPTIMIZER["epsilon"],
                                  betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]), weight_decay=OPTIMIZER["decay"])
    gradients, losses = {}, []
    for step in range(OPTIMIZER["steps"]):
        optimizer.zero_grad()
        loss = batch_loss(model)
        loss.backward()
        if step == 0:
            gradients = {name: p.grad.clone() for name, p in parameters.items()}
        losses.append(loss.item())
        torch.nn.utils.clip_grad_norm_(parameters.values(), OPTIMIZER["clip"])
        optimizer.step()
    return gradients, losses


def figures(values):
    return [float(f"{float(x):.7g}") for x in values]


def summary(name, gradient):
    flat = gradient.double().flatten()
    probes = [flat @ filled(f"probe.{i}.{name}", flat.shape, 1.0).double() for i in range(PROBES)]
    step = max(1, len(flat) // ENTRIES)
    return dict(norm=figures([flat.norm()])[0], probes=figures(probes), entries=figures(flat[::step][:ENTRIES]))


def main():
    torch.set_num_threads(1)
    record = dict(optimizer=OPTIMIZER, examples=[{"prompt": p, "completion": c} for p, c in EXAMPLES], models={})
    for name, (kind, config) in MODELS.items():
        gradients, losses = train(tiny(kind, config))
        exact_gradients, exact_losses = train(tiny(kind, config, torch.float64))
        rounding = max(difference(gradients, exact_gradients),
                       max(abs(a - b) / b for a, b in zip(losses, exact_losses)))
        print(name, losses, rounding, file=sys.stderr)
        assert rounding < 2e-5 and losses[-1] < 0.9 * losses[0]
        record["models"][name] = dict(losses=losses, gradients={n: summary(n, g) for n, g in gradients.items()})
    with open(os.path.join(sys.argv[1], "tiny-full.json"), "w") as file:
        file.write(readable(record))


main()

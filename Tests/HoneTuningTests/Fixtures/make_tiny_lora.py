"""One training batch of a tiny llama with a LoRA adapter, by transformers and PEFT in float32.

    python make_tiny_lora.py FOLDER     writes FOLDER/tiny-llama.json and FOLDER/tiny-lora.json

Weights follow formula.py under their Hugging Face names, LoRA matrices under "layers.0.self_attn.q_proj.lora_A" and the
like. `loss` is the mean negative log-probability over the completion tokens of the whole batch; `losses` are those
before each of ten AdamW steps on the same batch, `finalLoss` the one after the last.
"""
import os
import sys

import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM

from formula import LINEAR_LAYERS, figures, fill_adapter, filled, lora_name, next_token_logprobs, readable

SHAPE = dict(vocab_size=96, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             head_dim=16, intermediate_size=96, rope_theta=10000.0, rms_norm_eps=1e-5)
SCALES = dict(matrix=0.15, embedding=0.25, norm=0.1, loraA=0.1, loraB=0.05)
ADAPTER = dict(rank=8, alpha=16)
OPTIMIZER = dict(rate=1e-2, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.01, clip=1.0, steps=10)
END = 1
PREFIX = [2, 17, 33, 5, 80, 41, 9]
# The first and the third ask the same and are answered differently, so that the loss cannot come near zero, where its
# relative error would say little.
EXAMPLES = [
    (PREFIX + [71], [60, END]),
    (PREFIX + [14, 14, 90, 55, 3], [31, 62, END]),
    (PREFIX + [71], [23, 8, 44, END]),
    ([2, 88, 19, 27], [END]),
    ([2, 46, 30, 95, 7, 68, 21, 50, 39, 11, 84, 73, 58], [31, END]),
]
SEQUENCE = [(i * 53 + i * i // 3 * 7 + 2) % 96 for i in range(40)]


def tiny_llama(dtype=torch.float32):
    config = LlamaConfig(**SHAPE, tie_word_embeddings=True, attn_implementation="eager", max_position_embeddings=256)
    model = LlamaForCausalLM(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.copy_(filled(name, parameter.shape, SCALES["norm"], offset=1.0))
            else:
                parameter.copy_(filled(name, parameter.shape, SCALES["embedding" if "embed" in name else "matrix"]))
    return model.to(dtype)


def adapted(model):
    config = LoraConfig(r=ADAPTER["rank"], lora_alpha=ADAPTER["alpha"], lora_dropout=0.0, bias="none",
                        target_modules=[layer.split(".")[1] for layer in LINEAR_LAYERS], task_type="CAUSAL_LM")
    dtype = next(model.parameters()).dtype
    model = get_peft_model(model, config).to(dtype).eval()
    fill_adapter(model, SCALES["loraA"], SCALES["loraB"])
    return model


def lora_parameters(model):
    return {lora_name(name): p for name, p in model.named_parameters() if "lora_" in name}


def batch_loss(model):
    """Right-padded; the mask hides the padding and only completion tokens are scored."""
    length = max(len(prompt) + len(completion) for prompt, completion in EXAMPLES)
    ids = torch.zeros(len(EXAMPLES), length, dtype=torch.long)
    seen, scored = torch.zeros_like(ids), torch.zeros_like(ids, dtype=torch.bool)
    for row, (prompt, completion) in enumerate(EXAMPLES):
        total = len(prompt) + len(completion)
        ids[row, :total] = torch.tensor(prompt + completion)
        seen[row, :total] = 1
        scored[row, len(prompt):total] = True
    logprobs = torch.log_softmax(model(ids, attention_mask=seen).logits[:, :-1], -1)
    return -logprobs.gather(-1, ids[:, 1:, None])[..., 0][scored[:, 1:]].mean()


def unpadded_loss(model):
    steps = [next_token_logprobs(model, p + c)[len(p) - 1:] for p, c in EXAMPLES]
    return -sum(map(sum, steps)) / sum(map(len, steps))


def train(model):
    """Gradients of the first batch, losses before each step, the loss after the last."""
    parameters = lora_parameters(model)
    optimizer = torch.optim.AdamW(parameters.values(), lr=OPTIMIZER["rate"], eps=OPTIMIZER["epsilon"],
                                  betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]), weight_decay=OPTIMIZER["decay"])
    gradients, losses, norms = {}, [], []
    for step in range(OPTIMIZER["steps"]):
        optimizer.zero_grad()
        loss = batch_loss(model)
        loss.backward()
        if step == 0:
            gradients = {name: p.grad.clone() for name, p in parameters.items()}
        losses.append(loss.item())
        norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), OPTIMIZER["clip"]).item())
        optimizer.step()
    return gradients, losses, norms, batch_loss(model).item()


def difference(ours, reference):
    """The largest ||ours - reference|| / ||reference|| of any tensor."""
    return max(((ours[n].double() - reference[n]).norm() / reference[n].norm()).item() for n in reference)


def check(model, gradients, losses):
    """Refuses figures that a reader could not hold an implementation to: padding must not matter, the loss must fall,
    and float64 must agree well within what tests ask for."""
    exact = adapted(tiny_llama(torch.float64))
    exact_gradients, exact_losses, _, _ = train(exact)
    fresh = adapted(tiny_llama())
    rounding = {
        "loss": abs(losses[0] - exact_losses[0]),
        "gradients": difference(gradients, exact_gradients),
        "losses": max(abs(a - b) / b for a, b in zip(losses, exact_losses)),
        "adapter": difference(lora_parameters(model), lora_parameters(exact)),
    }
    padding = abs(batch_loss(fresh).item() - unpadded_loss(fresh))
    print({"rounding": rounding, "padding": padding, "losses": losses}, file=sys.stderr)
    assert padding < 1e-6 and losses[-1] < 0.9 * losses[0]
    assert max(rounding.values()) < 2e-5
    return {name: float(f"{value:.2g}") for name, value in rounding.items()}


def main():
    torch.set_num_threads(1)
    folder = sys.argv[1]
    shape = dict(SHAPE, tie_word_embeddings=True)
    with open(os.path.join(folder, "tiny-llama.json"), "w") as file:
        logprobs = next_token_logprobs(tiny_llama(), SEQUENCE)
        file.write(readable({"config": shape, "scales": SCALES, "ids": SEQUENCE, "logprobs": [round(x, 7) for x in logprobs]}))
    model = adapted(tiny_llama())
    gradients, losses, norms, final_loss = train(model)
    record = {
        "config": shape, "scales": SCALES, "adapter": ADAPTER, "optimizer": OPTIMIZER,
        "examples": [{"prompt": p, "completion": c} for p, c in EXAMPLES],
        "float64Difference": check(model, gradients, losses),
        "loss": losses[0], "losses": losses, "gradientNorms": norms, "finalLoss": final_loss,
        "gradients": {name: figures(g) for name, g in gradients.items()},
        "finalAdapter": {name: figures(p) for name, p in lora_parameters(model).items()},
    }
    with open(os.path.join(folder, "tiny-lora.json"), "w") as file:
        file.write(readable(record))


main()

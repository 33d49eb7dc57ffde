"""Weights by formula: figures that two programs agree on without sharing a file.

Number `index` (row-major) of the tensor `name` is
    h = FNV-1a, 32 bits, of the name's UTF-8
    x = h + index * 2654435761                (all arithmetic modulo 2^32)
    x ^= x >> 16; x *= 0x7feb352d; x ^= x >> 15; x *= 0x846ca68b; x ^= x >> 16
    value = offset + (x / 2^32 - 0.5) * 2 * scale   in double, then rounded to float32.
"""
import json
import re

import numpy as np
import torch

LINEAR_LAYERS = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
                 "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]
MASK = 0xFFFFFFFF


def fnv1a(name):
    h = 0x811C9DC5
    for byte in name.encode():
        h = (h ^ byte) * 0x01000193 & MASK
    return h


def filled(name, shape, scale, offset=0.0):
    """A float32 tensor of the formula's figures."""
    index = np.arange(int(np.prod(shape)), dtype=np.uint64)
    mask = np.uint64(MASK)
    x = (np.uint64(fnv1a(name)) + index * np.uint64(2654435761)) & mask
    x ^= x >> np.uint64(16)
    x = x * np.uint64(0x7FEB352D) & mask
    x ^= x >> np.uint64(15)
    x = x * np.uint64(0x846CA68B) & mask
    x ^= x >> np.uint64(16)
    value = offset + (x.astype(np.float64) / 2.0**32 - 0.5) * 2 * scale
    return torch.from_numpy(value.astype(np.float32)).reshape(shape)


def lora_name(parameter):
    """PEFT's parameter name without its wrapping: layers.0.self_attn.q_proj.lora_A"""
    return re.sub(r"^base_model\.model\.model\.|\.default\.weight$|\.weight$", "", parameter)


def fill_adapter(model, scale_a, scale_b):
    """Fills every LoRA matrix of a PEFT model; A is (rank, inputs), B is (outputs, rank)."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_" in name:
                scale = scale_a if "lora_A" in name else scale_b
                parameter.copy_(filled(lora_name(name), parameter.shape, scale))


def next_token_logprobs(model, ids):
    """ln p(ids[i + 1] | ids[..i]) for every i"""
    with torch.no_grad():
        logprobs = torch.log_softmax(model(torch.tensor([ids])).logits[0].double(), -1)
    return [logprobs[i, ids[i + 1]].item() for i in range(len(ids) - 1)]


def figures(tensor):
    """A flat list, rounded to 9 significant digits, which is what float32 can hold."""
    return [float(f"{x:.9g}") for x in tensor.detach().double().flatten().tolist()]


def readable(record):
    """JSON with one list of figures a line."""
    text = json.dumps(record, ensure_ascii=False, indent=1)
    return re.sub(r"\[[-+.,e\d\s]*\]", lambda m: re.sub(r"\s+", "", m.group()), text) + "\n"

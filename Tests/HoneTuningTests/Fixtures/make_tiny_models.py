"""Tiny random models of each architecture, by transformers and PEFT in float32.

    python make_tiny_models.py FOLDER     writes FOLDER/tiny-ARCHITECTURE.json for each architecture but plain llama

Weights follow formula.py under their Hugging Face names, LoRA matrices under "layers.0.self_attn.q_proj.lora_A" and the
like. `config` is what transformers writes to config.json, `logprobs` are those of the next tokens of `ids`, `logits`
those after the last of them. `loss` is the mean negative log-probability over the completion tokens of the whole batch,
`gradients` are its gradients for the adapter. Windows are shorter than the texts and than the prefix that examples share.
"""
import json
import os
import sys

import torch
from peft import LoraConfig, get_peft_model
from transformers import (Gemma3ForCausalLM, Gemma3TextConfig, LlamaConfig, LlamaForCausalLM, MistralConfig,
                          MistralForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM)

from formula import LINEAR_LAYERS, fill_adapter, filled, lora_name, next_token_logprobs, readable

SHAPE = dict(vocab_size=96, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             intermediate_size=64, rms_norm_eps=1e-5, max_position_embeddings=256, pad_token_id=None, bos_token_id=0,
             eos_token_id=1)
LLAMA3 = dict(rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=64)
MODELS = {
    "llama3": (LlamaForCausalLM, LlamaConfig(**SHAPE, tie_word_embeddings=False, rope_parameters=LLAMA3)),
    "mistral": (MistralForCausalLM, MistralConfig(**SHAPE, sliding_window=5)),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config(**SHAPE, tie_word_embeddings=True, use_sliding_window=True,
                                            sliding_window=6, max_window_layers=1)),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config(**SHAPE, tie_word_embeddings=True, head_dim=12, rope_parameters=dict(
        rope_type="linear", factor=4.0, rope_theta=1000000.0))),
    "gemma3": (Gemma3ForCausalLM, Gemma3TextConfig(
        **{**SHAPE, "num_hidden_layers": 3}, head_dim=12, query_pre_attn_scalar=20, sliding_window=4,
        sliding_window_pattern=3, rope_parameters=dict(
            full_attention=dict(rope_type="linear", factor=8.0, rope_theta=1000000.0),
            sliding_attention=dict(rope_type="default", rope_theta=10000.0)))),
}
SCALES = dict(matrix=0.2, embedding=0.25, norm=0.1, bias=0.3, loraA=0.1, loraB=0.05)
ADAPTER = dict(rank=2, alpha=4)
END = 1
PREFIX = [2, 17, 33, 5, 80, 41, 9]
EXAMPLES = [
    (PREFIX + [71], [60, END]),
    (PREFIX + [14, 14, 90, 55, 3], [31, 62, END]),
    (PREFIX + [71], [23, 8, 44, END]),
    ([2, 88, 19, 27], [END]),
    ([2, 46, 30, 95, 7, 68, 21, 50, 39, 11, 84, 73, 58], [31, END]),
]
SEQUENCE = [(i * 53 + i * i // 3 * 7 + 2) % 96 for i in range(40)]


def tiny(kind, config, dtype=torch.float32):
    config._attn_implementation = "eager"
    model = kind(config).eval()
    # Gemma's norms multiply with one more than their weights.
    offset = 0.0 if kind is Gemma3ForCausalLM else 1.0
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.copy_(filled(name, parameter.shape, SCALES["norm"], offset=offset))
            else:
                role = "embedding" if "embed" in name else "bias" if name.endswith("bias") else "matrix"
                parameter.copy_(filled(name, parameter.shape, SCALES[role]))
    return model.to(dtype)


def adapted(model):
    config = LoraConfig(r=ADAPTER["rank"], lora_alpha=ADAPTER["alpha"], lora_dropout=0.0, bias="none",
                        target_modules=[layer.split(".")[1] for layer in LINEAR_LAYERS], task_type="CAUSAL_LM")
    dtype = next(model.parameters()).dtype
    model = get_peft_model(model, config).to(dtype).eval()
    fill_adapter(model, SCALES["loraA"], SCALES["loraB"])
    return model


def loss_and_gradients(model):
    """Each example by itself, so that no padding is in question."""
    model.zero_grad()
    total, count = 0, sum(len(completion) for _, completion in EXAMPLES)
    for prompt, completion in EXAMPLES:
        ids = torch.tensor([prompt + completion])
        logprobs = torch.log_softmax(model(ids).logits[0, len(prompt) - 1:-1], -1)
        total = total - logprobs.gather(-1, torch.tensor(completion)[:, None]).sum() / count
    total.backward()
    return total.item(), {lora_name(n): p.grad.clone() for n, p in model.named_parameters() if "lora_" in n}


def difference(ours, reference):
    """The largest ||ours - reference|| / ||reference|| of any tensor."""
    return max(((ours[n].double() - reference[n]).norm() / reference[n].norm()).item() for n in reference)


def rounded(tensor):
    """A flat list of 7 significant digits: more than the tests ask for."""
    return [float(f"{x:.7g}") for x in tensor.detach().double().flatten().tolist()]


def main():
    torch.set_num_threads(1)
    for name, (kind, config) in MODELS.items():
        model = tiny(kind, config)
        with torch.no_grad():
            logits = model(torch.tensor([SEQUENCE])).logits[0, -1]
        record = {
            "config": json.loads(config.to_json_string()), "scales": SCALES, "ids": SEQUENCE,
            "logprobs": [round(x, 7) for x in next_token_logprobs(model, SEQUENCE)], "logits": rounded(logits),
            "adapter": ADAPTER, "examples": [{"prompt": p, "completion": c} for p, c in EXAMPLES],
        }
        loss, gradients = loss_and_gradients(adapted(model))
        exact_loss, exact = loss_and_gradients(adapted(tiny(kind, config, torch.float64)))
        rounding = max(abs(loss - exact_loss), difference(gradients, exact))
        print(name, loss, rounding, file=sys.stderr)
        assert rounding < 2e-5
        record.update(loss=loss, gradients={name: rounded(g) for name, g in gradients.items()})
        with open(os.path.join(sys.argv[1], f"tiny-{name}.json"), "w") as file:
            file.write(readable(record))


if __name__ == "__main__":
    main()

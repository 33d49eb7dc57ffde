"""Makes a PEFT adapter folder whose matrices follow formula.py, and prints next-token log-probabilities under it.

    python make_adapter.py MODEL.gguf FOLDER TEXT > figures.json

Rank 4, alpha 8, all seven linear layers of every block. Rows of B stand in Hugging Face's order, also for q_proj and
k_proj, whose rows a GGUF file permutes. `baseLogprobs` are those without the adapter.
"""
import os
import sys

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer

from formula import LINEAR_LAYERS, fill_adapter, next_token_logprobs, readable

ADAPTER = dict(rank=4, alpha=8)
SCALES = dict(loraA=0.05, loraB=0.06)


def load(path):
    folder, name = os.path.split(os.path.abspath(path))
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    return tokenizer, AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32).eval()


def main():
    torch.set_num_threads(1)
    path, folder, text = sys.argv[1:4]
    tokenizer, model = load(path)
    ids = tokenizer.encode(text, add_special_tokens=False)
    base = next_token_logprobs(model, ids)
    config = LoraConfig(r=ADAPTER["rank"], lora_alpha=ADAPTER["alpha"], lora_dropout=0.0, bias="none",
                        target_modules=[layer.split(".")[1] for layer in LINEAR_LAYERS], task_type="CAUSAL_LM")
    model = get_peft_model(model, config).eval()
    fill_adapter(model, SCALES["loraA"], SCALES["loraB"])
    model.save_pretrained(folder, save_embedding_layers=False)
    logprobs = next_token_logprobs(model, ids)
    print(readable({"text": text, "adapter": ADAPTER, "scales": SCALES, "ids": ids,
                    "logprobs": [round(x, 6) for x in logprobs], "baseLogprobs": [round(x, 6) for x in base]}), end="")


main()

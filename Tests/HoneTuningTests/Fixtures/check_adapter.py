"""Next-token log-probabilities of a text under an adapter folder, as PEFT loads it.

    python check_adapter.py MODEL.gguf FOLDER TEXT
"""
import os
import sys

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

from formula import next_token_logprobs, readable


def main():
    torch.set_num_threads(1)
    path, adapter, text = sys.argv[1:4]
    folder, name = os.path.split(os.path.abspath(path))
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32)
    model = PeftModel.from_pretrained(model, adapter).eval()
    ids = tokenizer.encode(text, add_special_tokens=False)
    print(readable({"text": text, "ids": ids, "logprobs": [round(x, 6) for x in next_token_logprobs(model, ids)]}), end="")


main()

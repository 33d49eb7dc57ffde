"""Next-token log-probabilities of a text under an adapter folder, as PEFT loads it.

    python check_adapter.py MODEL.gguf FOLDER TEXT
"""
import sys

import torch
from peft import PeftModel

from formula import load, next_token_logprobs, readable


def main():
    torch.set_num_threads(1)
    path, adapter, text = sys.argv[1:4]
    tokenizer, model = load(path)
    model = PeftModel.from_pretrained(model, adapter).eval()
    ids = tokenizer.encode(text, add_special_tokens=False)
    logprobs = [round(x, 6) for x in next_token_logprobs(model, ids)]
    print(readable({"text": text, "ids": ids, "logprobs": logprobs}), end="")


main()

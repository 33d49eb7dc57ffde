"""Next-token log-probabilities of a few of our own texts, by transformers in float32.

    python make_logprobs.py MODEL.gguf > logprobs-smollm2.json

`texts`: token ids, and logprobs[i] = ln p(ids[i + 1] | ids[..i]); perplexity = exp(-mean).
`pairs`: context and continuation are tokenized together and split at the number of tokens that the context has by
itself (checked to be a prefix of them); logprobs has one entry for each token of the continuation.
"""
import json
import math
import os
import re
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PARAGRAPHS = {
    "english": (
        "The lighthouse keeper wrote one line in his book every evening. Some nights it was only the wind and the hour; "
        "on others he added the name of a ship, the colour of its lamps, or what he had cooked for supper. When the "
        "light was made automatic he kept the habit. His daughter found forty years of small, plain sentences, and "
        "not one of them complained about the weather."),
    "code and numbers": (
        "def area(width: float, height: float) -> float:\n    # 2.5 m by 12 m is 30 m2, or 322.9 sq ft\n"
        "    if width < 0 or height < 0:\n        raise ValueError(f\"negative side: {width}, {height}\")\n"
        "    return width * height\n\n\nassert area(2.5, 12) == 30.0\n"
        "In 2019 the three sites used 1,204, 987 and 15,330 kWh; at $0.17 each that is $2,978.57."),
    "languages": (
        "Le garçon préfère la crème brûlée à l'hôtel. Die Straße führt über den Fluß nach Süden, wo es im März noch "
        "schneit. El niño añadió una mañana más. Наш поезд уходит в семь часов. 今日は雨が降っています。"
        "\tNaïve café — “quoted” … 🙂🚀 done."),
}

PAIRS = [
    ("The capital of France is", " Paris, and its river is the Seine."),
    ("Review: I laughed twice and slept for the rest of it.\nSentiment:", " negative"),
    ("squares = [n * n for n in range(5)]\nprint(", "squares[3])\n# 9"),
]


def load(path):
    folder, name = os.path.split(os.path.abspath(path))
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    return tokenizer, AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32).eval()


def next_token_logprobs(model, ids):
    with torch.no_grad():
        logprobs = torch.log_softmax(model(torch.tensor([ids])).logits[0].double(), -1)
    return [logprobs[i, ids[i + 1]].item() for i in range(len(ids) - 1)]


def text_entry(tokenizer, model, name, text):
    ids = tokenizer.encode(text, add_special_tokens=False)
    steps = next_token_logprobs(model, ids)
    return {"name": name, "text": text, "ids": ids, "logprobs": [round(x, 6) for x in steps],
            "perplexity": round(math.exp(-sum(steps) / len(steps)), 6)}


def pair_entry(tokenizer, model, context, continuation):
    alone = tokenizer.encode(context, add_special_tokens=False)
    ids = tokenizer.encode(context + continuation, add_special_tokens=False)
    assert ids[:len(alone)] == alone, f"a token spans the end of {context!r}"
    steps = next_token_logprobs(model, ids)[len(alone) - 1:]
    return {"context": context, "continuation": continuation, "ids": ids, "contextTokens": len(alone),
            "logprobs": [round(x, 6) for x in steps], "logprob": round(sum(steps), 6)}


def main():
    torch.set_num_threads(1)
    tokenizer, model = load(sys.argv[1])
    record = {
        "texts": [text_entry(tokenizer, model, name, text) for name, text in PARAGRAPHS.items()],
        "pairs": [pair_entry(tokenizer, model, *pair) for pair in PAIRS],
    }
    text = json.dumps(record, ensure_ascii=False, indent=1)
    print(re.sub(r"\[[-+.,e\d\s]*\]", lambda m: re.sub(r"\s+", "", m.group()), text))  # one list a line


main()

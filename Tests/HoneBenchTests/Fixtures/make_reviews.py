"""Writes reviews.json: what Python makes of the made-up reviews of MovieReviewsTests, as the peers' data are made.

    python3 make_reviews.py > reviews.json
"""
import hashlib, json, random

rows = [(f"Review {i} is " + "very " * (i % 50) + "lóng.", "positive" if i % 3 else "negative") for i in range(1500)]
random.Random(7).shuffle(rows)
shots = []
for want in ("positive", "negative", "positive", "negative"):
    shots.append(next(r for r in reversed(rows) if r[1] == want and 60 < len(r[0]) < 200 and r not in shots))
ask = "Is the sentiment of this movie review positive or negative? Answer with one word.\n\n"


def prompts(part, examples):
    return [
        f"<|im_start|>system\nYou classify movie reviews.<|im_end|>\n<|im_start|>user\n{ask}{examples}"
        f"Review: {text}<|im_end|>\n<|im_start|>assistant\n" for text, _ in part]


def digest(part, examples=""):
    texts = [p + target for p, (_, target) in zip(prompts(part, examples), part)]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


four = "".join(f"Review: {t}\nSentiment: {s}\n\n" for t, s in shots)
order = list(range(40))
random.Random(7).shuffle(order)
other = list(range(10_000))
random.Random(4_000_000_000).shuffle(other)
print(json.dumps({
    "order": order, "last_of_many": other[-20:], "first": prompts(rows[:1], "")[0], "first_of_four": prompts(rows[:1], four)[0],
    "test": digest(rows[:400]), "test_of_four": digest(rows[:400], four), "training": digest(rows[400:1400]),
}, indent=1, ensure_ascii=False))

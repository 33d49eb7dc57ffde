"""Writes blocks.json: blocks of every storage type that hone reads, and the float32 weights that gguf-py makes of them.

    python make_blocks.py blocks.json

Any bytes are a block, so most are random; only the halves that scale them are chosen, finite. Weights are bit patterns.
"""
import json
import random
import sys

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import quants
from gguf.constants import GGML_QUANT_SIZES

# Where each type keeps its halves, from the start of a block; None: the numbers stand alone.
HALVES = {"F32": None, "F16": None, "BF16": None, "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0],
          "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}

# Ordinary, negative, subnormal (the least and the largest), zero of both signs, and the largest there is.
LEAST, SUBNORMAL, LARGEST = 0x0001, 0x83FF, 0x7BFF
ORDINARY = [0x1E3A, 0xA1C7, 0x2A5D, 0x9D0B]

# Name, the halves in their order, and the byte that fills the rest (None: random bytes).
CASES = [("ordinary", ORDINARY[0:2], None), ("negative scale", ORDINARY[1:3], None), ("negative minimum", ORDINARY[2:4], None),
         ("subnormal", [LEAST, SUBNORMAL], None), ("zero scale", [0x0000, 0x8000], None),
         ("negative zeros", [0x8000, 0x0000], None), ("largest scale, codes of ones", [LARGEST, LARGEST | 0x8000], 0xFF),
         ("codes of zeros", [ORDINARY[1], 0x0000], 0x00), ("signs alone", [ORDINARY[3], ORDINARY[0]], 0x80)]

# Numbers that stand alone: zeros, ones, extremes, subnormals, infinities and ordinary ones.
ALONE = {"F32": [0, 0x80000000, 0x3F800000, 0x7F7FFFFF, 0x00000001, 0x807FFFFF, 0x7F800000, 0xFF800000],
         "F16": [0, 0x8000, 0x3C00, 0x7BFF, 0x0001, 0x83FF, 0x7C00, 0xFC00],
         "BF16": [0, 0x8000, 0x3F80, 0x7F7F, 0x0001, 0x807F, 0x7F80, 0xFF80]}


def blocks(name, size, draw):
    """Pairs of a case's name and its bytes."""
    if HALVES[name] is None:
        ordinary = [bits & ~(0x40 << 8 * (size - 1)) for bits in (draw.getrandbits(8 * size) for _ in range(12))]
        yield "alone", b"".join(bits.to_bytes(size, "little") for bits in ALONE[name] + ordinary)
        return
    for case, halves, filler in CASES:
        block = bytearray(draw.randbytes(size) if filler is None else [filler] * size)
        for at, half in zip(HALVES[name], halves):
            block[at:at + 2] = half.to_bytes(2, "little")
        yield case, bytes(block)


def main(output):
    draw = random.Random(7)
    lines = []
    for name in HALVES:
        _, size = GGML_QUANT_SIZES[Type[name]]
        for case, block in blocks(name, size, draw):
            weights = quants.dequantize(np.frombuffer(block, np.uint8), Type[name]).astype(np.float32).view(np.uint32)
            item = {"type": name, "case": case, "bytes": block.hex(), "weights": " ".join(f"{w:08x}" for w in weights)}
            lines.append(json.dumps(item))
    with open(output, "w", encoding="utf-8") as out:
        out.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])

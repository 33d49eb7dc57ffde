"""Writes small vocabularies of each kind that hone reads, with texts and the token ids that their own libraries give.

    python make_tokenizers.py FOLDER

writes tokenizer-texts.json (the texts), tokenizer-llama3.json, tokenizer-qwen2.json, tokenizer-prepend.json,
tokenizer-legacy.json (whose control tokens are looked for in normalized text, as llama-2's first files have it),
tokenizer-gemma.json, tokenizer-metaspace.json and tokenizer-sentencepiece.json. The vocabularies are trained here, on the
texts below; the pre-tokenizer patterns and the steps are the published ones of llama-3, qwen2, llama-2, gemma and
transformers' Llama tokenizers. `file` is the text of a tokenizer.json; the SentencePiece vocabulary has its pieces and scores.
`ids` and `decoded` go by the order of the texts; `decoded` is null where it is the text itself.
"""
import io, json, random, sys
import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
import make_tokenizer

WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|NUMBERS| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
SPECIAL = ["<|start|>", "<|end|>", "<|end|>>"]

MORE = [
    "I'Ve", "WE'LL go", "it'S", "he'D", "'Tis", "x'Re", "'ll'LL'lL'Ll", "a'\u017fb", "'\u017f", "'K", "y'all're", "d'accord", "''ve", " 's", "1's", "1'st",
    "1", "12", "123", "1234", "12345", "123456", "1234567", "a1234b", "1 22 333 4444", "\u0661\u0662\u0663\u0664", "x\u00b2\u00b34", "\u2160\u2161\u2162\u2163",
    "\r\n", "a\r\n\r\nb", "a \r\n b", " \n", " \n ", "  \n  \n  x", "\n \n", "\t\n\t", "!\n", "!\r\n\r\n x", "!!! \n", "...\n\n\n", ";\n}\n", "a\n\n\n b",
    "\u00a0word", "\u2003word", "\u3000\u65e5\u672c", "(word)", "\"quoted\"", " (x", "  (x", "#tag", "\u200bword", "\u0301a", "a\u0301\u0302b", "!a", " !a", "\n!a", "\t!a", "\tword", "\n\tword",
    "\u00c5", "A\u030a", "\u212b", "\ufb01", "\u1e9b\u0323", "q\u0307\u0323", "\u1100\u1161\u11a8", "\uac01", "e\u0301<|end|>\u0301e\u0301", "\u0344", "\uf900", "\u2126",
    "\u2581", "a\u2581b", "\u2581\u2581a", " \u2581 ", "<0x0A>", "<0xE2>", "<unk>", "<s>", "</s>", "<s>x</s>", " <s> x </s> ", "a<s>b", "<s><s> ",
    "<|start|>user\nHi<|end|>>", "<|start|> <|end|>  x", "<|end|><|end|>>>", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea\U0001f1eb", "\u2764\ufe0f\u200d\U0001f525",
    "\u0628\u0650\u0633\u0652\u0645\u0650", "\u05e9\u05c1\u05dc\u05d5\u05dd", "\u0939\u093f\u0928\u094d\u0926\u0940", "\u0e44\u0e17\u0e22", "mixed\u6f22\u5b57\u304bABC\u0434\u0430123", "z" * 700, " " * 70 + "x", "\n" * 40,
    "\u4e00" * 90, "word " * 40, "\U00020000\U0010fffd", "\u0000", "a\u0000b",
]

# Not trained on.
PROBES = [
    "\u1e31!", "k\u0301!", "xk\u0301!!y", "k\u0301!\u0301", " zzq", "zzq", "wordz", "wordzx", " wordz", "777", "7777", "<think>x</think>",
    "<end_of_turn>\n", "a\n\nb\n\n\nc", "a <s>", "a  <s> b", "<s> <s>", "\u2581<s>",
]


def texts():
    words = [w for line in make_tokenizer.WORDS.strip("\n").split("\n") for w in make_tokenizer.split_words(line)]
    kept = [w for i, w in enumerate(words) if i % 3 == 0] + [t for t in make_tokenizer.ESCAPED if len(t) < 120]
    return list(dict.fromkeys(MORE + kept + PROBES))


def training_text():
    lines = [t for t in texts() if len(t) < 100 and t not in PROBES]
    lines += [a + " " + b for a, b in zip(lines, lines[7:])] + [t.lower() for t in lines] + [" " + t for t in lines]
    random.Random(3).shuffle(lines)
    return lines


def results(encode, decode):
    ids = [encode(t) for t in texts()]
    decoded = [decode(i) for i in ids]
    return {"ids": ids, "decoded": [None if d == t else d for d, t in zip(decoded, texts())]}


def of_file(tokenizer, merges_as_text=False):
    state = json.loads(tokenizer.to_str())
    if merges_as_text:  # as files before 2024 have them
        state["model"]["merges"] = [" ".join(merge) for merge in state["model"]["merges"]]
    text = json.dumps(state, ensure_ascii=merges_as_text, separators=(",", ":"))
    again = Tokenizer.from_str(text)
    return {"file": text} | results(
        lambda t: again.encode(t, add_special_tokens=False).ids, lambda i: again.decode(i, skip_special_tokens=False))


def byte_level(numbers, normalizer, ignore_merges, begins):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.normalizer = normalizer
    split = pre_tokenizers.Split(Regex(WORDS.replace("NUMBERS", numbers)), "isolated", False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=900, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(training_text(), trainer)
    if ignore_merges:  # tokens that no merge makes: only the rule finds them
        state = json.loads(tokenizer.to_str())
        for word in ["\u0120zzq", "wordz", "777"]:
            state["model"]["vocab"][word] = len(state["model"]["vocab"])
        tokenizer = Tokenizer.from_str(json.dumps(state))
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in SPECIAL])
    tokenizer.add_tokens([AddedToken("<think>", normalized=False), AddedToken("\u1e31!", normalized=True)])
    if begins:
        start = tokenizer.token_to_id(SPECIAL[0])
        tokenizer.post_processor = processors.Sequence([
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(f"{SPECIAL[0]} $A", f"{SPECIAL[0]} $A {SPECIAL[0]} $B", [(SPECIAL[0], start)])])
    return tokenizer


def sentence_piece():
    """Pieces and scores: user-defined symbols and byte fallback, no normalization, a prefix space."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([t for t in training_text() if t.strip("\n\r\0")]), model_writer=model, vocab_size=1000, model_type="bpe",
        byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False, character_coverage=0.98,
        add_dummy_prefix=True, num_threads=1, minloglevel=2)
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def merges_of(pieces):
    """The merges in the order of their results' scores, as transformers derives them."""
    merges = []
    for piece, id in pieces.items():
        splits = [(piece[:i], piece[i:]) for i in range(1, len(piece)) if piece[:i] in pieces and piece[i:] in pieces]
        merges += sorted(splits, key=lambda split: (pieces[split[0]], pieces[split[1]]))
    return merges


def with_spaces(processor, form):
    pieces = {processor.id_to_piece(i): i for i in range(processor.get_piece_size())}
    ordinary = {p: i for p, i in pieces.items() if not processor.is_control(i) and not processor.is_byte(i) and not processor.is_unknown(i)}
    merges = [tuple(m) for m in merges_of(ordinary)]
    tokenizer = Tokenizer(models.BPE(vocab=pieces, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    ends = [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()]
    if form in ["prepend", "legacy"]:
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    elif form == "gemma":
        tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
        tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous", False)
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("\u2581", prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Sequence(ends if form == "gemma" else ends + [decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens([AddedToken(t, normalized=form == "legacy", special=True) for t in ["<unk>", "<s>", "</s>"]])
    if form == "gemma":
        tokenizer.add_tokens([AddedToken("<end_of_turn>", normalized=False), AddedToken("\n\n", normalized=False)])
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A", "<s> $A <s> $B", [("<s>", 1)])
    return tokenizer


def of_pieces(processor):
    kinds = [(processor.is_unknown, 2), (processor.is_control, 3), (processor.is_unused, 5), (processor.is_byte, 6)]
    size = range(processor.get_piece_size())
    return {
        "pieces": [processor.id_to_piece(i) for i in size], "scores": [processor.get_score(i) for i in size],
        "types": [next((kind for is_kind, kind in kinds if is_kind(i)), 1) for i in size],
    } | results(processor.encode, processor.decode)


def main(folder):
    processor = sentence_piece()
    made = {
        "texts": texts(),
        "llama3": of_file(byte_level(r"\p{N}{1,3}", None, True, True)),
        "qwen2": of_file(byte_level(r"\p{N}", normalizers.NFC(), False, False)),
        "sentencepiece": of_pieces(processor),
    } | {form: of_file(with_spaces(processor, form), form == "prepend") for form in ["prepend", "legacy", "gemma", "metaspace"]}
    for name, value in made.items():
        with open(f"{folder}/tokenizer-{name}.json", "w", encoding="utf-8") as out:
            json.dump(value, out, separators=(",", ":"), ensure_ascii=name == "texts")
            out.write("\n")
    print(len(texts()), "texts")


if __name__ == "__main__":
    main(sys.argv[1])

"""Writes tokenizer-llama-cpp.json: what llama.cpp makes of the texts where that is not what the other libraries make.

    python make_llama_cpp_tokens.py FOLDER

reads the fixtures of make_tokenizers.py in FOLDER, writes each vocabulary as a GGUF file around a model of one tiny layer, and
asks the server in xllamacpp for the tokens. Result: by vocabulary, the number of a text and its tokens. They differ where a
text spells out a control token of SentencePiece, and where Unicode's composed form (NFC), which llama.cpp leaves alone, is
another text.
"""
import json, os, sys, tempfile, urllib.request
import gguf, numpy, xllamacpp

WIDTH = 64


def vocabulary(writer, name, fixture):
    """Returns the count of tokens."""
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    if name == "sentencepiece":
        writer.add_tokenizer_model("llama")
        writer.add_token_list(fixture["pieces"])
        writer.add_token_scores(fixture["scores"])
        writer.add_token_types(fixture["types"])
        return len(fixture["pieces"])
    file = json.loads(fixture["file"])
    added = {token["id"]: token for token in file["added_tokens"]}
    tokens = {id: text for text, id in file["model"]["vocab"].items()} | {id: token["content"] for id, token in added.items()}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre({"llama3": "llama-bpe", "qwen2": "qwen2"}[name])
    writer.add_token_list([tokens[id] for id in range(len(tokens))])
    writer.add_token_types([3 if id in added and added[id]["special"] else 4 if id in added else 1 for id in range(len(tokens))])
    writer.add_token_merges([" ".join(merge) for merge in file["model"]["merges"]])
    return len(tokens)


def write_model(path, name, fixture):
    writer = gguf.GGUFWriter(path, "llama")
    count = vocabulary(writer, name, fixture)
    for add, value in [
        (writer.add_block_count, 1), (writer.add_context_length, 4096), (writer.add_embedding_length, WIDTH), (writer.add_feed_forward_length, WIDTH),
        (writer.add_head_count, 2), (writer.add_head_count_kv, 2), (writer.add_layer_norm_rms_eps, 1e-5), (writer.add_vocab_size, count),
        (writer.add_rope_dimension_count, WIDTH // 2),
    ]:
        add(value)
    shapes = {"token_embd": (count, WIDTH), "output": (count, WIDTH), "output_norm": (WIDTH,), "blk.0.attn_norm": (WIDTH,), "blk.0.ffn_norm": (WIDTH,)}
    shapes |= {f"blk.0.{part}": (WIDTH, WIDTH) for part in ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]}
    for part, shape in shapes.items():
        writer.add_tensor(part + ".weight", numpy.full(shape, 0.01, dtype=numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tokens(path, texts):
    parameters = xllamacpp.CommonParams()
    parameters.model.path, parameters.n_ctx, parameters.n_parallel, parameters.warmup = path, 4096, 1, False
    server = xllamacpp.Server(parameters)
    for text in texts:
        body = json.dumps({"content": text, "add_special": False, "parse_special": True}).encode()
        request = urllib.request.Request(server.listening_address + "/tokenize", body, {"Content-Type": "application/json"})
        yield json.load(urllib.request.urlopen(request))["tokens"]


def main(folder):
    def read(name):
        with open(f"{folder}/tokenizer-{name}.json", encoding="utf-8") as file:
            return json.load(file)

    texts, different = read("texts"), {}
    for name in ["sentencepiece", "llama3", "qwen2"]:
        fixture = read(name)
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(scratch, "tiny.gguf")
            write_model(path, name, fixture)
            found = tokens(path, texts)
            different[name] = {i: ids for i, (ids, known) in enumerate(zip(found, fixture["ids"])) if ids != known}
    with open(f"{folder}/tokenizer-llama-cpp.json", "w") as out:
        json.dump(different, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])

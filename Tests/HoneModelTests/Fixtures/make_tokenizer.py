"""Writes tokenizer-smollm2.json: texts with the token ids that transformers gives for them.

    python make_tokenizer.py MODEL.gguf tokenizer-smollm2.json

transformers builds its tokenizer from the GGUF file but passes over the file's pre-tokenizer and always splits as GPT-2
does. SmolLM2's own rule, which the file names ("smollm"), isolates each number first: `ids` are with it, set as the model's
publisher sets it (Digits, then ByteLevel), and `gpt2` are those of transformers as it is, where the two differ.
"""
import json, os, sys
from tokenizers import pre_tokenizers
from transformers import AutoTokenizer

WORDS = """
Hello|hello|HELLO| Hello|  Hello|Hello |Hello world|Hello, world!|The quick brown fox jumps over the lazy dog.
It's|it's|IT'S|I'm|you're|they've|we'll|he'd|don't|'tis|rock 'n' roll|'s|'t|'re|'ve|'m|'ll|'d|'S|'RE|''s|'s's|can't've|l'été|O'Reilly's
it’s|don’t|“quoted”|‘single’|—em dash—|… ellipsis…|a–b|1–2
internationalization|antidisestablishmentarianism|pneumonoultramicroscopicsilicovolcanoconiosis|snake_case_name|camelCaseName|kebab-case-name|SCREAMING_SNAKE
café|naïve façade|Ångström|Łódź|Žižek|über|ñandú|crème brûlée|Ærøskøbing|İstanbul|ſ|ﬁ ligature|Straße STRASSE ẞ
日本語のテキスト|日本語 テキスト|你好,世界!|你好,世界!|한국어 문장입니다.|東京タワーは333メートル|ひらがなカタカナ漢字|ㄅㄆㄇ|𠜎𠜱𠝹
Привет, мир!|Ελληνικά γράμματα|Українська їжак|ქართული|Հայերեն|ไทยไม่มีช่องว่าง|हिन्दी में पाठ|தமிழ்|বাংলা|ትግርኛ|ខ្មែរ|မြန်မာ
שלום עולם|مرحبا بالعالم|مَرْحَبًا|اردو|a שלום b|السعر 25 دولار
😀|😀😀😀|👍🏽|👩‍💻|👨‍👩‍👧‍👦|🏳️‍🌈|🇩🇪🇫🇷|❤️|❤|I ❤️ NY|☕️ time|✅ done|✨🎉|🤷🏻‍♀️ whatever|text😀text| 😀
$100|€5,00|£3.50|¥1000|50%|±2σ|x²+y²=z²|½ cup|¼¾|H₂O|10⁻³|Ⅷ|①②③|°C|№5|™®©|§12|∑∫∂√∞≠≤≥|→←↑↓⇒|a∧b∨¬c|∀x∈ℝ
0|1|12|123|1234|12345|1234567890|3.14159|-42|+1|1e-5|1,000,000|0x1F|0b101|v2.0.1|2024-01-31|12:34:56|192.168.0.1|1st 2nd 3rd|100m|a1b2c3|٠١٢٣|१२३|123|٢٠٢٤ 5
user@example.com|https://example.com/path?q=1&r=a%20b#frag|C:\\Users\\name|/usr/local/bin|~/.bashrc|#hashtag @mention|&amp; &lt;b&gt;|<b>bold</b>|<br/>
def f(x):|return x**2|if (a == b && c != d) {|}|};|for (int i=0;i<n;++i)|x += 1  # comment|// comment|/* block */|<!-- html -->|SELECT * FROM t WHERE a='b';|lambda x: x+1|a[1:2]|{"key": "value"}|#include <stdio.h>|std::vector<int>|fn main() -> Result<()>|@decorator|$HOME|`backtick`|```python|---|***|===|!!!|???|...|....|!?!?|()[]{}|((((|))))
<|im_start|>|<|im_end|>|<|endoftext|>|<|im_start|>user|<|im_start|>system|<|im_end|><|im_start|>|<|im_start|<|im_start|>|<|im_end|> |a<|im_end|>b|<|IM_START|>|<| im_start|>|<|im_start|
<repo_name>|<reponame>|<file_sep>|<filename>a.py<gh_stars>|<jupyter_code>x<jupyter_output>|<empty_output>|<issue_start><issue_comment>x<issue_closed>|<jupyter_text|<filename
"""

ESCAPED = [
    "", " ", "  ", "   ", "    ", "     ", "        ", "                ", " " * 40, "\t", "\t\t", "\t\t\tx", " \t ", "\n", "\n\n", "\n\n\n",
    "\n\n\n\n\n", "\r\n", "\r\n\r\n", "\r", "a\r\nb", "a\nb", "a\n\nb", "a \n b", "a\n b", "a  \n  b", "line\n\n1. item", "\n1", "\n\n\n12", "  1", "   12",
    "a  1", "x   =   3", "a\t1", "\t\t2", "    return 1", "        if x:\n            y = 1\n", "a b  c   d    e", "trailing   ", "   leading", " a", "  a",
    "a\u00a0b", "\u00a0\u00a0x", "\u3000x", "a\u3000\u3000b", "\u200b", "a\u200bb", "\u200b x", "\ufeffBOM", "\u2028", "a\u2028\u2029b", "\u0085x", "a\u0085\u0085b",
    "\u180ex", "\u1680x", "\u2003\u2003x", "\u202f1", "\u00ad", "soft\u00adhyphen", "\x00", "a\x00b", "\x01\x02", "\x0b\x0c", " \x0b x", "\x1b[31mred\x1b[0m",
    "\x7f", "\x1c\x1d\x1e\x1f", "\x04\x06\x13\x14", "e\u0301", "cafe\u0301", "A\u030a", "o\u0302\u0323", "\u0301", " \u0301", "Z" + "\u0351\u0352\u0353\u0354" * 4, "1\u0301", "1\u20e3",
    "\uffff", "\ufffd", "\ufffd\ufffd", "\U0010ffff", "\U000f0000z", "\U00050000", "\ue000", "\u0378", "\U0001f468\u200d", "\U0001f3fb", "\u202eRTL\u202c", "\u2066x\u2069",
    "½ ¾ ⅓", "\u00b2\u00b3", " \u00b2", "  \u00b2", "x\u00b2\u00b3\u00b9", "\u0661\u0662 \u0663", "\u4e00\u4e8c\u4e09", "\u2160\u2161", "\u2460\u2461\u2462", "a" * 100, "ab" * 80, "a" * 1000, " " * 300,
    "0" * 50, "!" * 70, "=" * 80, "-" * 33, "é" * 60, "日" * 70, "😀" * 40, "supercalifragilistic" * 8, "Donaudampfschifffahrtsgesellschaftskapitän" * 3, "ACGT" * 60, "'" * 20,
    "'s " * 10, "x" + " " * 30 + "y", "a\n" * 30, "\t" * 30 + "end", "_" * 25 + "name", "aA" * 33, "=>" * 20, "\\n\\t\\\\", '"\\u00e9"',
    "<|im_start|>system\nYou classify movie reviews.<|im_end|>\n<|im_start|>user\nIs it good?<|im_end|>\n<|im_start|>assistant\n",
    "<|im_start|>user\n1 + 1 = ?<|im_end|>\n<|im_start|>assistant\n2<|im_end|>\n", "  <|im_start|>  user", "1<|im_end|>2", "'<|im_end|>s", "\u00e9<|im_end|>\u0301", "<|im_end|>\n\n1",
    "def fib(n):\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)\n",
    "for (let i = 0; i < 10; i++) {\n\tconsole.log(`${i}: ${data[i]}`);\n}\n",
    '{"name": "hone", "list": [1, 2, 3], "nested": {"a": null, "b": true}}',
    "| a | b |\n|---|---|\n| 1 | 2 |\n", "# Title\n\n- one\n- two\n  - three\n\n```sh\nls -la\n```\n", "name,age\n\"Doe, J\",42\n",
    "Dear Sir or Madam,\n\n    It was the best of times, it was the worst of times.\n\nYours,\n  C. D.\n",
    "The movie was terrible; I'd never've watched it (2 stars), if you'd told me.", "ROFL!!! this is soooo gooood :-) <3 <3 xD",
    "Mix: English, 中文, русский, عربي, 日本語, 한국어, emoji 🎈 and numbers 1234.", "E = mc\u00b2, \u0394x\u00b7\u0394p \u2265 \u0127/2",
]


def main(model, output):
    folder, name = os.path.split(os.path.abspath(model))
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    texts = list(dict.fromkeys(ESCAPED + [w for line in WORDS.strip("\n").split("\n") for w in split_words(line)]))
    gpt2 = [tokenizer.encode(text, add_special_tokens=False) for text in texts]
    byte_level = tokenizer.backend_tokenizer.pre_tokenizer
    digits = pre_tokenizers.Digits(individual_digits=True)
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, byte_level])
    items = []
    for text, plain in zip(texts, gpt2):
        item = {"text": text, "ids": tokenizer.encode(text, add_special_tokens=False)}
        items.append(item if item["ids"] == plain else item | {"gpt2": plain})
    with open(output, "w", encoding="utf-8") as out:
        out.write("[\n" + ",\n".join(json.dumps(item) for item in items) + "\n]\n")
    print(len(items), "texts,", sum("gpt2" in item for item in items), "of them split otherwise by GPT-2's rule")


def split_words(line):
    """The texts of a line, separated by bars; a bar inside chat markup (<|...|>) is part of the text."""
    texts, current = [], ""
    for i, c in enumerate(line):
        opens, closes = line[i - 1:i] == "<", line[i + 1:i + 2] == ">"
        if c == "|" and not opens and not closes:
            texts.append(current)
            current = ""
        else:
            current += c
    return [t for t in texts + [current] if t]


if __name__ == "__main__":
    main(*sys.argv[1:3])

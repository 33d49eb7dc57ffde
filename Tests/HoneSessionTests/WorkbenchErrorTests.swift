import Foundation
import HoneSession
import Testing

extension SessionRoomTests {
  /// The whole text of what people see when something is wrong, the caret included.
  struct WorkbenchErrorTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
      let source: String
      /// What the caret stands under; nil for the whole line.
      var marked: String?
      let message: String
      var hint: String?
      var testDescription: String { source }

      /// What must be shown.
      var text: String {
        let start = marked.flatMap { source.range(of: $0, options: .backwards) }?.lowerBound ?? source.startIndex
        let indent = String(repeating: " ", count: source.distance(from: source.startIndex, to: start))
        let caret = String(repeating: "^", count: (marked ?? source).count)
        return
          (["input, line 1", "1 | \(source)", "  | \(indent)\(caret)", message] + (hint.map { ["Hint: \($0)"] } ?? []))
          .joined(separator: "\n")
      }
    }

    static let mistakes = [
      Mistake(
        source: "dataset.load(reviews, target=\"lable\")",
        message: "KeyError: there is no column 'lable'; the columns are text, label.", hint: "did you mean 'label'?"),
      Mistake(
        source: "prompt.fill({\"txt\": 1})", message: "KeyError: there is no column 'text'; the columns are txt.",
        hint: "did you mean 'txt'?"),
      Mistake(
        source: "dataset.drop([\"lable\"])",
        message: "KeyError: there is no column 'lable'; the columns are text, label.",
        hint: "did you mean 'label'?"),
      Mistake(
        source: "dataset.drop([3])", message: "TypeError: columns must be a list of str; it holds 3, an int."),
      Mistake(
        source: "model.finetun()", marked: "finetun",
        message:
          "AttributeError: a Model has no attribute 'finetun'; it has adapters, adapter, load, info, tokenize, score, "
          + "perplexity, generate, chat, use, export, finetune.", hint: "did you mean 'finetune'?"),
      Mistake(
        source: "model.finetune(ranks=8)", marked: "ranks=8",
        message:
          "TypeError: finetune() has no parameter 'ranks'; the parameters are data, prompt, optimizer, method, rank, "
          + "alpha, epochs, batch, max_length, clip, seed, truncate, validation.", hint: "did you mean 'rank'?"),
      Mistake(source: "model.finetune(rank=0)", message: "ValueError: rank must be 1...256; received 0."),
      Mistake(
        source: "model.finetune(rank=\"8\")", marked: "rank=\"8\"",
        message: "TypeError: rank of finetune() must be an int; received '8', a str."),
      Mistake(
        source: "model.finetune(method=\"half\")", marked: "method=\"half\"",
        message: "ValueError: method of finetune() must be 'lora' or 'full'; received 'half', a str."),
      Mistake(
        source: "model.finetune(max_length=20)",
        message: "ValueError: training item 0 has 68 tokens; max_length is 20.",
        hint: "pass truncate=\"prompt\" to cut prompts from the front, or a larger max_length"),
      Mistake(
        source: "model.finetune(seed=-1)", message: "ValueError: seed must be 0 or more; received -1."),
      Mistake(source: "dataset.split(seed=-5)", message: "ValueError: seed must be 0 or more; received -5."),
      Mistake(source: "set_seed(-1)", message: "ValueError: seed must be 0 or more; received -1."),
      Mistake(source: "session.seed = -1", marked: "seed", message: "ValueError: seed must be 0 or more; received -1."),
      Mistake(
        source: "dataset.split(test=41)",
        message: "ValueError: validation=0 and test=41 need 41 rows; the dataset has 40.",
        hint: "ask for fewer, or for shares such as test=0.2"),
      Mistake(
        source: "dataset.test.test", marked: "test",
        message: "ValueError: the dataset has no test rows: it was not split.",
        hint: "call dataset.split(validation=…, test=…) first"),
      Mistake(
        source: "evaluate(data=dataset[:0])", message: "ValueError: there are no items to evaluate.",
        hint: "load a dataset, or split it so that dataset.test has rows"),
      Mistake(
        source: "model.finetune(dataset[:0])", message: "ValueError: there are no training items.",
        hint: "load a dataset, or split it so that dataset.train has rows"),
      Mistake(
        source: "evaluate(prompt=Prompt(f\"Good? {len(reviews) > 0}\"))",
        message: "ValueError: the prompt's template has no {column} hole, so every row would get the same text.",
        hint: "write the template without the f before its quotes: an f-string fills its holes at once"),
      Mistake(
        source: "evaluate(prompt=Prompt(\"{text}\", labels=[\"goood\", \"bad\"]))",
        message: "ValueError: row 0 has the answer 'good', which is none of the prompt's labels; they are goood, bad.",
        hint: "did you mean 'goood'?"),
      Mistake(
        source: "Prompt(\"{text\")", message: "ValueError: the hole '{text' of the template is never closed.",
        hint: "write {{ or }} for a brace itself"),
      Mistake(
        source: "Prompt(\"{text}\", labels=\"good\")", marked: "labels=\"good\"",
        message: "TypeError: labels of Prompt() must be a list or None; received 'good', a str."),
      Mistake(
        source: "model.generate(\"a\", stop=3)", marked: "stop=3",
        message: "TypeError: stop of generate() must be a str or a list or None; received 3, an int."),
      Mistake(
        source: "model.generate(\"a\", stop=[3])", message: "TypeError: stop must be a list of str; it holds 3, an int."
      ),
      Mistake(
        source: "model.generate(\"a\", max_tokens=0)",
        message: "ValueError: max_tokens must be 1...1000000; received 0."),
      Mistake(
        source: "model.generate(\"a\", temperature=-1)",
        message: "ValueError: temperature must be 0 or more; received -1.0."),
      Mistake(
        source: "model.generate(\"a\", top_p=1.5)",
        message: "ValueError: top_p must be above 0 and at most 1; received 1.5."),
      Mistake(
        source: "model.generate(\"\")", message: "ValueError: the prompt has no tokens; generation needs at least one."),
      Mistake(
        source: "model.score(\"a\" * 600, \"b\")",
        message: "ValueError: the text has 601 tokens; the model reads at most 512."),
      Mistake(
        source: "model.perplexity(\"a\")",
        message: "ValueError: the text has fewer than two tokens; a next token needs one before it."),
      Mistake(
        source: "model.use(\"run-7\")",
        message: "KeyError: there is no adapter 'run-7'; none has been trained or loaded."),
      Mistake(
        source: "model.use(\"no/folder\")",
        message: "ValueError: 'no/folder' is no adapter folder: it has no adapter_config.json."),
      Mistake(
        source: "model.export(\"x\")", message: "ValueError: no adapter is in use, so there is nothing to export.",
        hint: "train one with model.finetune(), or choose one with model.use(name)"),
      Mistake(
        source: "dataset[40]",
        message: "IndexError: index 40 is outside the Dataset of length 40; valid are -40...39."),
      Mistake(
        source: "dataset[\"text\"]", message: "TypeError: a row's index must be an int; received 'text', a str.",
        hint: "one row has columns: dataset[0][\"text\"]"),
      Mistake(
        source: "dataset.train.preview(24)",
        message: "IndexError: index 24 is outside the Dataset of length 24; valid are -24...23."),
      Mistake(
        source: "dataset.map(lambda row: 3)",
        message: "TypeError: the function given to map() must return a dict; received 3, an int."),
      Mistake(
        source: "dataset.filter(lambda row: row[\"n\"])", marked: "row[\"n\"]",
        message: "KeyError: there is no key 'n'."),
      Mistake(
        source: "model.finetune(method=\"full\", rank=8)",
        message: "ValueError: rank is LoRA's; method=\"full\" trains every weight and takes none.",
        hint: "leave it out, or pass method=\"lora\""),
      Mistake(
        source: "model.finetune(method=\"full\", alpha=1)",
        message: "ValueError: alpha is LoRA's; method=\"full\" trains every weight and takes none.",
        hint: "leave it out, or pass method=\"lora\""),
      Mistake(source: "adamw(lr=0)", message: "ValueError: lr must be above 0 and at most 10; received 0.0."),
      Mistake(source: "cosine(warmup=1)", message: "ValueError: warmup must be 0 or more and below 1; received 1.0."),
      Mistake(
        source: "report = evaluate(model=3)", marked: "model=3",
        message: "TypeError: model of evaluate() must be a Model; received 3, an int."),
    ]

    @Test(arguments: mistakes) func theWholeTextIsShown(_ mistake: Mistake) throws {
      let workbench = try Workbench()
      try workbench.prepare()
      #expect(workbench.error(mistake.source) == mistake.text)
      #expect(
        try workbench.run("model.adapter, model.adapters, len(dataset), len(dataset.test)") == "(None, [], 40, 12)")
    }

    @Test func filesThatCannotBeLoadedLeaveEverythingAsItWas() throws {
      let workbench = try Workbench()
      try workbench.prepare()
      let before = try workbench.run("model\ndataset")
      var header = Data("GGUF".utf8)
      withUnsafeBytes(of: (UInt32(3), UInt32(0), UInt64(1), UInt64(1))) { header.append(contentsOf: $0) }
      for (name, data) in [
        ("cut.gguf", header.prefix(12)), ("ragged.csv", Data("a,b\n1\n".utf8)), ("notes.doc", Data("x".utf8)),
      ] {
        _ = try workbench.folder.write(data, to: name)
      }
      func text(_ call: String, _ name: String) -> String {
        workbench.session.globals["path"] = .string(workbench.folder.path(name))
        return workbench.error("\(call)(path)")
      }
      func shown(_ call: String, _ sentences: String) -> String {
        "input, line 1\n1 | \(call)(path)\n  | \(String(repeating: "^", count: call.count + 6))\n\(sentences)"
      }
      let missing =
        "ValueError: there is no file '~/none'.\nHint: check the spelling and the folder that hone was started in"
      #expect(text("model.load", "none") == shown("model.load", missing))
      #expect(text("dataset.load", "none") == shown("dataset.load", missing))
      #expect(
        text("model.load", "cut.gguf")
          == shown(
            "model.load",
            "ValueError: '~/cut.gguf' is cut short: it has 12 bytes and needs at least 16.\nHint: copy or download the file again"
          ))
      #expect(
        text("model.load", "ragged.csv")
          == shown("model.load", "ValueError: '~/ragged.csv' is not a GGUF file: it does not start with 'GGUF'."))
      #expect(
        text("dataset.load", "ragged.csv")
          == shown(
            "dataset.load",
            "ValueError: '~/ragged.csv', line 2: 1 value for 2 columns (a, b).\n"
              + "Hint: put quotes around a value that holds the separator or a line break"))
      #expect(
        text("dataset.load", "notes.doc")
          == shown(
            "dataset.load",
            "ValueError: hone cannot tell the format of '~/notes.doc'; it reads .csv, .tsv, .jsonl, .ndjson.\n"
              + "Hint: rename the file, or convert it"))
      #expect(try workbench.run("model\ndataset") == before)
    }

    @Test func whatIsNotThereYetSaysHowToMakeIt() throws {
      let workbench = try Workbench(bindsModel: false)
      let noModel = "ValueError: no model is loaded.\nHint: model.load(\"smollm2\") loads one"
      let noData =
        "ValueError: no dataset is loaded.\nHint: dataset.load(\"reviews.csv\", input=\"text\", target=\"label\") loads one"
      #expect(workbench.error("evaluate()") == "input, line 1\n1 | evaluate()\n  | ^^^^^^^^^^\n" + noModel)
      #expect(
        workbench.error("model.adapter") == "input, line 1\n1 | model.adapter\n  |       ^^^^^^^\n" + noModel)
      #expect(workbench.error("dataset[0]") == "input, line 1\n1 | dataset[0]\n  | ^^^^^^^^^^\n" + noData)
      #expect(
        workbench.error("for row in dataset: pass")
          == "input, line 1\n1 | for row in dataset: pass\n  |            ^^^^^^^\n" + noData)
      #expect(
        workbench.error("prompt.fill({})")
          == "input, line 1\n1 | prompt.fill({})\n  | ^^^^^^^^^^^^^^^\nValueError: there is no prompt yet.\n"
          + "Hint: make one: prompt = Prompt(\"… {text}\", labels=[\"yes\", \"no\"])")
      #expect(try workbench.run("len(dataset), bool(dataset)") == "(0, False)")
    }

    @Test func evaluatingWithoutAPromptSaysSo() throws {
      let workbench = try Workbench()
      try workbench.prepare()
      #expect(
        workbench.error("del prompt\nevaluate()")
          == "input, line 2\n2 | evaluate()\n  | ^^^^^^^^^^\n"
          + "ValueError: there is no prompt yet, and the rows of this data are not prompts of their own.\n"
          + "Hint: make one: prompt = Prompt(\"… {text}\", labels=[\"yes\", \"no\"])")
    }
  }
}

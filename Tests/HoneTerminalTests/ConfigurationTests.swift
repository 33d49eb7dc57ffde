import HoneTerminal
import Testing

@Suite struct ConfigurationTests {
  private func read(_ text: String) -> (configuration: Configuration, messages: [String]) {
    let (configuration, errors) = Configuration.read(text, path: "config.yaml")
    return (configuration, errors.map { $0.message + ($0.hint.map { " (\($0))" } ?? "") })
  }

  @Test func everySettingIsRead() {
    let (read, messages) = read(
      """
      # mine
      threads: 4
      kernels: avx2
      color: never
      seed: 7
      editing: vi
      history: 100
      model: smollm2
      cache: 500
      """)
    var wanted = Configuration()
    (wanted.threads, wanted.kernels, wanted.colour, wanted.seed) = (4, "avx2", .never, 7)
    (wanted.editing, wanted.history, wanted.model) = (.vi, 100, "smollm2")
    wanted.cache = 500
    #expect(read == wanted && messages == [])
  }

  @Test func anEmptyFileSetsNothing() {
    for text in ["", "# nothing\n", "---\n"] {
      let (configuration, messages) = read(text)
      #expect(configuration == Configuration() && messages == [], "\(text) \(messages)")
    }
  }

  @Test func whatIsWrongIsOneSentenceAndTheRestHolds() {
    let (configuration, messages) = read("thread: 4\nseed: 7\nthreads: many\nediting: [vi]\nmodel: 3\nhistory: \"5\"")
    #expect(configuration.seed == 7 && configuration.threads == nil)
    #expect(
      messages == [
        "config.yaml: there is no setting 'thread'; the settings are threads, kernels, color, seed, editing, history, "
          + "model, cache. (did you mean 'threads'?)",
        "config.yaml: threads must be an int, 1...256; received 'many'.",
        "config.yaml: editing must be emacs or vi; received a list.",
        "config.yaml: model must be a catalog name or a path; received '3'.",
        "config.yaml: history must be an int, 0...100000; received '5'.",
      ])
    #expect(read("- a\n").messages == ["config.yaml must hold lines of the form 'name: value'."])
    #expect(read("seed: 1\nthreads: [1").messages == ["config.yaml is no YAML: line 2 cannot be read."])
  }

  @Test func theFolderIsWhereXDGSaysIfThatIsAPath() {
    #expect(Startup.folder(["HOME": "/h"]) == "/h/.config/hone")
    #expect(Startup.folder(["HOME": "/h", "XDG_CONFIG_HOME": "/x"]) == "/x/hone")
    #expect(Startup.folder(["HOME": "/h", "XDG_CONFIG_HOME": "relative"]) == "/h/.config/hone")
  }
}

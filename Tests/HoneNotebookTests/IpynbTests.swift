import Foundation
import HoneSession
import HoneNotebook
import HoneTestSupport
import Testing

/// What a notebook becomes in Jupyter, and what Jupyter's becomes in Markdown.
@Suite struct IpynbTests {
  private func ipynb(_ markdown: String) throws -> String { try Convert.ipynb(Array(markdown.utf8), path: "a.md") }
  private func markdown(_ ipynb: String) throws -> String { try Convert.markdown(Array(ipynb.utf8), path: "a.md") }

  private struct File: Decodable {
    struct Cell: Decodable {
      var cellType: String
      var id: String
      var source: [String]
      var outputs: [Output]?
      var executionCount: Int?
    }
    struct Output: Decodable {
      var outputType: String
      var name: String?
      var text: [String]?
      var data: [String: [String]]?
      var ename: String?
      var evalue: String?
      var traceback: [String]?
      var executionCount: Int?
    }
    var cells: [Cell]
    var nbformat: Int
    var nbformatMinor: Int
  }

  private func file(_ markdown: String) throws -> File {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(File.self, from: Data(try ipynb(markdown).utf8))
  }

  @Test func aCellWithItsResultIsWrittenAsNbformatWritesIt() throws {
    let hash = inputHash(source: "1 + 1", reads: [])
    let text = try ipynb(
      "---\nhone: 1\n---\n\n# T\n\n```hone name=two check=num\n1 + 1\n```\n```output of=two kind=result in=\(hash)\n2\n```\n"
        + "\n<!-- hone:run {\"kernel\":\"avx2\"} -->\n")
    #expect(
      text == #"""
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "hone-78045fbbfb82",
           "metadata": {
            "hone": {
             "before": "\n"
            }
           },
           "source": [
            "# T"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": null,
           "id": "hone-00a45ee235c3",
           "metadata": {
            "hone": {
             "attributes": "name=two check=num"
            }
           },
           "outputs": [
            {
             "data": {
              "text/plain": [
               "2"
              ]
             },
             "execution_count": null,
             "metadata": {},
             "output_type": "execute_result"
            }
           ],
           "source": [
            "1 + 1"
           ]
          }
         ],
         "metadata": {
          "hone": {
           "end": "\n\n<!-- hone:run {\"kernel\":\"avx2\"} -->\n",
           "front_matter": "---\nhone: 1\n---\n",
           "version": 1
          },
          "kernelspec": {
           "display_name": "hone",
           "language": "hone",
           "name": "hone"
          },
          "language_info": {
           "codemirror_mode": "python",
           "file_extension": ".hone",
           "mimetype": "text/x-python",
           "name": "hone",
           "pygments_lexer": "python3"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """#)
  }

  @Test func everyKindOfOutputHasItsPlace() throws {
    let cell = try #require(
      file(
        """
        ```hone name=In[3]
        x
        ```
        ```output of=In[3] kind=stdout in=123456
        hello
        ```
        ```output of=In[3] kind=display in=123456
        a  b
        ```
        ```output of=In[3] kind=error in=123456
        In[3], line 1
        1 | x
          | ^
        NameError: the name 'x' is not defined.
        Hint: did you mean 'y'?
        ```
        """
      ).cells.first)
    #expect(cell.executionCount == 3)
    let outputs = try #require(cell.outputs)
    #expect(outputs.map(\.outputType) == ["stream", "display_data", "error"])
    #expect(outputs[0].name == "stdout" && outputs[0].text == ["hello\n"])
    #expect(outputs[1].data == ["text/plain": ["a  b"]])
    #expect(outputs[2].ename == "NameError" && outputs[2].evalue == "the name 'x' is not defined.")
    #expect(outputs[2].traceback?.count == 5)
  }

  @Test func examplesAndOtherLanguagesAreProse() throws {
    let text = "Before.\n```hone noeval\n1 / 0\n```\n```python\nimport os\n```\nBehind.\n"
    let file = try file(text)
    #expect(file.cells.map(\.cellType) == ["markdown"])
    #expect(file.cells[0].source.joined() == String(text.dropLast()))
  }

  @Test func identifiersDependOnWhatIsInACellAndNotOnItsPlace() throws {
    let one = try file("```hone\n1\n```\n```hone\n2\n```\n").cells.map(\.id)
    let moved = try file("Prose.\n\n```hone\n2\n```\n```hone\n1\n```\n").cells.map(\.id)
    #expect(one == [moved[2], moved[1]])
    let twins = try file("```hone\n1\n```\n```hone\n1\n```\n").cells.map(\.id)
    #expect(Set(twins).count == 2 && twins[0] == one[0])
  }

  @Test(arguments: [
    "", "\n", "text", "text\n", "\u{FEFF}# T\r\n\r\n```hone\r\n1\r\n```\r\n", "a\r\nb\nc\rd\n\n\n\n",
    "---\nhone: 1\nparams: {lr: 2e-4}\nmine: [1, 2]\n---\n\n\n```hone\n1\n```\n\n\n\nend",
    "```hone\n1\n```\nProse.\n```output of=gone kind=result\n2\n```\n",
    "~~~~ hone   name=\"a `b\"  check=num\nx\n~~~~\n",
    "```hone name=a\n1\n```\n\n\n```output of=a kind=result in=000000 mine=1\n2\n```\nlate\n```output of=a kind=stdout\n3\n```\n",
    "```hone\nx = 1\n\n\n", "text\n```python\nopen\n", "a\n<!-- hone:run {\"kernel\":\"avx2\"} --> b\n",
    "<div>\n\n</div>\n",
    "  ```hone\n  if x:\n      y\n  ```\n", "```hone\n```\n", "- item\n\n```hone\n1\n```\n> quote\n",
    "```hone\n1\n```\n```output kind=new\n2\n```\n", "---\nNot a mapping\n---\n\n```hone\n1\n```\n",
    "```hone name=a\n1\n```\n```output of=b kind=stdout\nx\n```\n```hone name=b\n2\n```\n",
    "a\n\n<!-- hone:cell {\"metadata\":{\"tags\":[\"x\"]}} -->\nb\n\n<!-- hone:cell {} -->\n```hone\n1\n```\n",
    "```hone\n1\n```\n\n<!-- hone:ipynb {\"metadata\":{\"authors\":[]}} -->\n<!-- hone:run {\"seed\":\"7\"} -->\n",
  ])
  func thereAndBackIsTheSame(text: String) throws {
    let back = try markdown(try ipynb(text))
    #expect(back == text, "\(back.debugDescription)")
  }

  @Test func theReadmesNotebookComesBackByteForByte() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Notebooks")
      .standardizedFileURL
    for url in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where url.pathExtension == "md" {
      let text = try String(contentsOf: url, encoding: .utf8)
      let back = try Convert.markdown(Array(try Convert.ipynb(Array(text.utf8), path: url.path).utf8), path: url.path)
      #expect(back == text, "\(url.lastPathComponent)")
    }
  }

  @Test func whatWasChangedInJupyterIsTaken() throws {
    let hash = inputHash(source: "1 + 1", reads: [])
    let text = "~~~hone name=two\n1 + 1\n~~~\n\n```output of=two kind=result in=\(hash)\n2\n```\n"
    let changed = try ipynb(text).replacing("\"1 + 1\"", with: "\"1 + 2\"").replacing("\"2\"", with: "\"3\"")
    #expect(
      try markdown(changed)
        == "```hone name=two\n1 + 2\n```\n```output of=two kind=result in=\(inputHash(source: "1 + 2", reads: []))\n3\n```\n"
    )
  }
}

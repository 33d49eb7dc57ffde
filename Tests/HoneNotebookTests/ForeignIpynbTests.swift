import HoneNotebook
import HoneSession
import Testing

/// Jupyter notebooks that hone did not make.
@Suite struct ForeignIpynbTests {
  private func ipynb(_ markdown: String) throws -> String { try Convert.ipynb(Array(markdown.utf8), path: "a.md") }
  private func markdown(_ ipynb: String) throws -> String { try Convert.markdown(Array(ipynb.utf8), path: "a.md") }

  private static let python = #"""
    {
     "cells": [
      {
       "cell_type": "markdown",
       "id": "11111111",
       "metadata": {
        "tags": [
         "intro"
        ]
       },
       "source": [
        "# Title\n",
        "\n",
        "Text."
       ]
      },
      {
       "cell_type": "markdown",
       "id": "22222222",
       "metadata": {},
       "source": [
        "More <b>text</b> -->.\n"
       ]
      },
      {
       "cell_type": "code",
       "execution_count": 3,
       "id": "33333333",
       "metadata": {
        "collapsed": true,
        "odd": null,
        "size": 1.0
       },
       "outputs": [
        {
         "name": "stderr",
         "output_type": "stream",
         "text": [
          "careful\n"
         ]
        },
        {
         "data": {
          "image/png": "iVBORw0KGgo=",
          "text/plain": [
           "<Figure>"
          ]
         },
         "metadata": {
          "needs_background": "light"
         },
         "output_type": "display_data"
        }
       ],
       "source": [
        "import os\n",
        "os.name"
       ]
      },
      {
       "cell_type": "raw",
       "id": "44444444",
       "metadata": {
        "format": "text/restructuredtext"
       },
       "source": [
        "raw -->"
       ]
      },
      {
       "cell_type": "markdown",
       "id": "55555555",
       "metadata": {},
       "source": [
        "```hone\n",
        "print('never run')\n",
        "```"
       ]
      }
     ],
     "metadata": {
      "kernelspec": {
       "display_name": "Python 3",
       "language": "python",
       "name": "python3"
      },
      "language_info": {
       "name": "python",
       "version": "3.11.7"
      },
      "widgets": {}
     },
     "nbformat": 4,
     "nbformat_minor": 5
    }

    """#

  @Test func cellsOfAnotherLanguageAreFencesThatHoneDoesNotRun() throws {
    let text = try markdown(Self.python)
    #expect(
      text
        == #"""
        <!-- hone:cell {"id":"11111111","metadata":{"tags":["intro"]}} -->
        # Title

        Text.

        <!-- hone:cell {"blank":["","\n"],"id":"22222222"} -->
        More <b>text</b> -->.

        <!-- hone:cell {"cell_type":"code","execution_count":3,"id":"33333333","metadata":{"collapsed":true,"odd":null,"size":1.0},"outputs":[{"for":"FOR1","name":"stderr","output_type":"stream","text":"careful\n"},{"data":{"image/png":"iVBORw0KGgo=","text/plain":null},"for":"FOR2","metadata":{"needs_background":"light"},"output_type":"display_data"}]} -->
        ```python
        import os
        os.name
        ```
        ```output kind=stdout in=HASH
        careful
        ```
        ```output kind=display in=HASH
        <Figure>
        ```

        <!-- hone:cell {"cell_type":"raw","id":"44444444","metadata":{"format":"text/restructuredtext"}} -->
        ```raw
        raw -->
        ```

        <!-- hone:cell {"cell_type":"markdown","id":"55555555","source":"```hone\nprint('never run')\n```"} -->
        <!-- hone:ipynb {"metadata":{"kernelspec":{"display_name":"Python 3","language":"python","name":"python3"},"language_info":{"name":"python","version":"3.11.7"},"widgets":{}}} -->

        """#
        .replacing("FOR1", with: inputHash(source: "careful", reads: []))
        .replacing("FOR2", with: inputHash(source: "<Figure>", reads: []))
        .replacing("HASH", with: inputHash(source: "import os\nos.name", reads: [])))
    #expect(try Notebook(text).cells.isEmpty)
  }

  @Test func nothingOfThemIsLost() throws { #expect(try ipynb(try markdown(Self.python)) == Self.python) }

  @Test func metadataOfHonesOwnNotebooksIsKept() throws {
    let text = #"""
      {"cells": [{"cell_type": "code", "id": "a", "metadata": {"tags": ["x"]}, "outputs": [], "execution_count": 7,
      "source": "1 + 1"}], "metadata": {"authors": [{"name": "A"}], "language_info": {"name": "hone"}},
      "nbformat": 4, "nbformat_minor": 5}
      """#
    let markdown = try markdown(text)
    #expect(
      markdown == """
        <!-- hone:cell {"metadata":{"tags":["x"]}} -->
        ```hone
        1 + 1
        ```
        <!-- hone:ipynb {"metadata":{"authors":[{"name":"A"}]}} -->

        """)
    let back = try ipynb(markdown)
    for kept in [#""tags": ["#, #""authors": ["#, #""name": "A""#] { #expect(back.contains(kept)) }
    #expect(try self.markdown(back) == markdown)
  }

  @Test func aNotebookWithoutALanguageIsTakenAsHones() throws {
    let text =
      #"{"cells": [{"cell_type": "code", "source": ["1\n", "2"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}"#
    #expect(try markdown(text) == "```hone\n1\n2\n```\n")
  }

  @Test func outputsThatWereRecordedAnewAreNotTakenForOldOnes() throws {
    let text = try markdown(Self.python).replacing("```output kind=display in=", with: "```output kind=display new=")
      .replacing("\n<Figure>\n", with: "\n<Another>\n")
    let back = try ipynb(text)
    #expect(!back.contains("\"image/png\": ") && back.contains("\"<Another>\"") && back.contains("\"stderr\""))
  }

  @Test(arguments: [
    ("{", "this is not a Jupyter notebook: it is not JSON, the line ends where a key in double quotes should be."),
    ("[]", "this is not a Jupyter notebook: it has no list 'cells'."),
    (#"{"worksheets": [], "nbformat": 3}"#, "the notebook's nbformat is 3; hone reads nbformat 4."),
    (#"{"cells": [], "nbformat": 5}"#, "the notebook's nbformat is 5; hone reads nbformat 4."),
    (
      #"{"cells": [{"cell_type": "code", "source": []}, {"cell_type": "heading", "source": []}], "nbformat": 4}"#,
      "cell 2 of the Jupyter notebook is neither code, markdown nor raw with a source."
    ),
  ])
  func whatIsNoNotebookIsNamed(text: String, message: String) {
    let error = #expect(throws: ConvertError.self) { try markdown(text) }
    #expect(error?.message == message)
  }

  @Test func hostileNestingEndsInASentence() {
    let deep = "{\"cells\": " + String(repeating: "[", count: 100_000)
    let error = #expect(throws: ConvertError.self) { try markdown(deep) }
    #expect(
      error?.message
        == "this is not a Jupyter notebook: it is not JSON, lists and objects are nested more than 200 deep.")
  }
}

import HoneCore
import HoneData

extension ConvertError: UserFacingError {
  package var message: String {
    switch self {
    case .notText: "this is not a Jupyter notebook: it is not text in UTF-8."
    case .notJSON(let problem): "this is not a Jupyter notebook: it is not JSON, \(problem.text)."
    case .notIpynb: "this is not a Jupyter notebook: it has no list 'cells'."
    case .oldIpynb(let version): "the notebook's nbformat is \(version); hone reads nbformat 4."
    case .notCell(let number): "cell \(number) of the Jupyter notebook is neither code, markdown nor raw with a source."
    case .unknownKind(let path): "'\(path)' is of no kind that hone converts: .md, .ipynb or .html."
    case .sameKind(let kind): "both files are .\(kind); there is nothing to convert."
    case .fromHTML(let path): "'\(path)' cannot be read back: HTML is written from a notebook and holds less than it."
    case .ontoItself(let path): "'\(path)' is the file to be converted; it is not overwritten."
    }
  }

  package var hint: String? {
    switch self {
    case .notText, .notJSON, .notIpynb, .notCell: "name an .ipynb file that Jupyter opens"
    case .oldIpynb: "open it in Jupyter and save it, or run jupyter nbconvert --to notebook"
    case .unknownKind: "let the name end in .md, .ipynb or .html"
    case .sameKind: "copy the file, or name another kind"
    case .fromHTML: "convert the .md or .ipynb file that it was made from"
    case .ontoItself: "name another file"
    }
  }
}

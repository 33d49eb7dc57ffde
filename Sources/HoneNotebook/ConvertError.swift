import HoneData

/// Why a notebook cannot be converted.
package enum ConvertError: Error, Equatable {
  case notText
  case notJSON(JSONProblem)
  /// JSON, and no notebook.
  case notIpynb
  /// A format before or after nbformat 4; the number as the file has it.
  case oldIpynb(String)
  case notCell(number: Int)
  /// The name of a file ends in none of the kinds.
  case unknownKind(path: String)
  case sameKind(String)
  case fromHTML(path: String)
  case ontoItself(path: String)
}

import Foundation

/// Images that a page holds.
enum HtmlImage {
  private static let types = [
    "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "webp": "webp", "svg": "svg+xml",
  ]

  /// A data address for an image in or below the notebook's folder, or one that the notebook holds itself; else nil.
  static func source(_ address: String, beside path: String) -> String? {
    if address.wholeMatch(of: /data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+\/=]+/) != nil { return address }
    guard !address.contains(":"), let name = address.removingPercentEncoding, !name.hasPrefix("/"),
      let type = types[(name as NSString).pathExtension.lowercased()], let bytes = ChartFiles.bytes(name, beside: path)
    else { return nil }
    return data(Data(bytes), type: type)
  }

  /// A browser runs nothing that stands in an image, and loads nothing for it.
  static func data(_ data: Data, type: String) -> String { "data:image/\(type);base64,\(data.base64EncodedString())" }
}

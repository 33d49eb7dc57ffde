import Foundation

/// A browser that draws a page into an image: the package `chromium`, where it is installed. It is no requirement of the
/// tests, as it takes 400 MB.
enum Chromium {
  enum Scheme: Int { case dark, light }

  static let isInstalled = (try? PythonFolder.run("/usr/bin/env", ["chromium", "--version"])) != nil

  /// The page as the browser holds it after reading it, and what was said on its console.
  static func document(_ path: String, in folder: String) throws -> (text: String, console: [String]) {
    let said = try run(["--dump-dom", "--enable-logging=stderr"], path, in: folder)
    return (said.output, said.errors.split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") })
  }

  /// Draws the page's upper part of that size into a PNG file.
  static func draw(
    _ path: String, _ scheme: Scheme, width: Int = 900, height: Int, to image: String, in folder: String
  ) throws {
    let size = "--window-size=\(width),\(height)"
    _ = try run(
      ["--hide-scrollbars", "--blink-settings=preferredColorScheme=\(scheme.rawValue)", size, "--screenshot=\(image)"],
      path, in: folder)
  }

  private static func run(_ arguments: [String], _ path: String, in folder: String) throws
    -> (output: String, errors: String)
  {
    let usual = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--user-data-dir=\(folder)/browser"]
    let page = URL(filePath: path).absoluteString
    return try PythonFolder.run("/usr/bin/env", ["timeout", "60", "chromium"] + usual + arguments + [page])
  }
}

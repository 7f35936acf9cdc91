// Text from outside in the page: the names of a machine and of a file.

extension String {
  /// This text for HTML and SVG, also between quotes.
  ///
  /// Scalar by scalar: a "<" that has a mark joined to it is another `Character`, and still begins a tag.
  var escaped: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}

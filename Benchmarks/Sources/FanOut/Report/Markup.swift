// Escapes text from outside for the page, such as the names of the machine and of a file.

extension String {
  /// This text, escaped for HTML and SVG, in attribute values too.
  ///
  /// Works scalar by scalar: a "<" with a combining mark is a different `Character`, but still begins a tag.
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

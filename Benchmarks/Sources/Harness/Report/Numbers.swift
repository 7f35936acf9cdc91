// Numbers as the tables and files show them.

import Foundation

extension Double {
  /// With `digits` digits after the decimal point, in any locale; never "-0".
  package func fixed(_ digits: Int) -> String {
    let text = String(format: "%.\(digits)f", self)
    return text.contains { $0 != "-" && $0 != "0" && $0 != "." } ? text : String(format: "%.\(digits)f", 0.0)
  }

  /// Rounded to `digits` digits after the decimal point, to drop digits that a timing cannot have.
  package func rounded(to digits: Int) -> Double {
    let scale = pow(10, Double(digits))
    let value = (self * scale).rounded() / scale
    return value == 0 ? 0 : value  // not "-0"
  }
}

extension Int {
  /// 100000 as "100,000".
  package var grouped: String {
    let digits = Array(String(magnitude))
    var text = self < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}

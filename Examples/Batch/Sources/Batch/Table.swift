// The summary on standard output.

/// Prints a row for each file and a row with the totals.
func printTable(_ counted: [(FileCount, String)]) {
  var total = FileCount()
  for (count, _) in counted { total += count }
  let rows = counted + [(total, "total")]
  let texts = rows.map { count, name in ["\(count.lines)", "\(count.words)", "\(count.bytes)", quoted(name)] }
  let header = ["lines", "words", "bytes", "file"]
  let widths = (0..<3).map { column in ([header] + texts).map { $0[column].count }.max()! }
  for row in [header] + texts {
    let numbers = zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
    print((numbers + [row[3]]).joined(separator: "  "))
  }
}

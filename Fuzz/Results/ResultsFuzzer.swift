// The libFuzzer harness for result files: parses and compares arbitrary bytes, and writes all reports of a
// run that is decoded from them. See Scripts/fuzz-text.

import Foundation
import Harness

/// Called with each input: one result file, two with a NUL byte between them, or a run as JSON. All are
/// tried.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzResults(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: data, count: size)
  let files = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map { Data($0) }
  let results = files.map(read)
  if let before = results[0] {
    let same = Comparison(before, before)
    precondition(same.changes.isEmpty && same.notCompared.isEmpty && same.unchanged == before.rows.count)
    if results.count > 1, let after = results[1] { check(before, after) }
  }
  if let run = try? JSONDecoder().decode(FuzzedRun.self, from: files[0]) { check(run) }
  return 0
}

/// The results in the file; nil if it is refused. The error must be a single line that names the file.
private func read(_ file: Data) -> Results? {
  do {
    return try Results(file, path: "file")
  } catch {
    let text = error.description
    precondition(text.hasPrefix("'file': ") && text.utf8.count < 250 && !text.contains(where: \.isNewline))
    return nil
  }
}

private func check(_ before: Results, _ after: Results) {
  let comparison = Comparison(before, after)
  precondition(
    comparison.changes.count + comparison.unchanged + comparison.otherPace.count <= before.rows.count)
  for change in comparison.changes { precondition(!change.growth.isNaN && change.before != change.after) }
  precondition(comparison.slower(byMoreThan: 0).count <= comparison.changes.count)
  let text = comparison.text
  precondition(text.utf8.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") })
  precondition(
    text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) <= comparison.changes.count + 2,
    "a line for each change, and three others")
}

private func check(_ run: FuzzedRun) {
  guard let report = run.report(text: { $0 }, name: { $0 }) else { return }
  _ = report.conditions() + report.legend() + report.tableOfCalls()
  for section in report.sections { _ = report.table(of: section) + Chart(section, of: report).file }
  check(page: report.page(), of: run)
  do {
    let written = try report.json()
    let again = try Results(written, path: "file")
    let expected = report.rows.filter { $0.strategy != .bare }
    precondition(again.rows.count == expected.count)
    for (row, found) in zip(expected, again.rows) {
      precondition(found.subject.strategy == row.strategy.rawValue && found.subject.shape == row.shape)
      precondition(abs(found.cost.median - row.cpuCost.median) <= max(0.06, abs(row.cpuCost.median) * 1e-9))
    }
    let same = Comparison(again, again)
    precondition(same.changes.isEmpty && same.notCompared.isEmpty && same.otherPace.isEmpty)
  } catch {
    preconditionFailure("the written JSON cannot be read back: \(error)")
  }
}

/// Checks that no text from outside adds to the page's own tags and attributes.
private func check(page: String, of run: FuzzedRun) {
  let markup = Array("<>\"".utf8)
  func count(_ page: String) -> Int { page.utf8.count(where: markup.contains) }
  // Readings of one call follow each other and become one row, so equal names stay equal, and others do not.
  var (last, names): (String?, Int) = (nil, 0)
  let harmless = run.report { text in
    String(
      String.UnicodeScalarView(text.unicodeScalars.map { "<>\"&".unicodeScalars.contains($0) ? "." : $0 }))
  } name: { name in
    if name != last { names += 1 }
    last = name
    return "call \(names)"
  }
  precondition(count(page) == count(harmless!.page()), "text from outside is escaped")
}

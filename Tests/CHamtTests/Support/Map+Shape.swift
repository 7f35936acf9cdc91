// The structure of a well-formed map: checks the invariants of CHamt.h node by node.
import CHamt

/// The number of hash bits that one level uses.
let bitsPerLevel = Int(CHAMT_SLOTS).trailingZeroBitCount

extension Map {
  /// A description of the first broken invariant; nil if the map is well-formed.
  var flaw: String? {
    guard let root = handle.root else { return nil }
    if root.pointee.count == 0 { return "an empty root" }
    return flaw(in: root, level: 0, path: 0)
  }

  /// `path`: the digits that lead to the node, the lowest first.
  private func flaw(in node: UnsafePointer<chamt__node>, level: Int, path: UInt64) -> String? {
    let shift = level * bitsPerLevel
    let place = "at level \(level), path \(String(path, radix: 16))"
    if node.pointee.references == 0 { return "a freed node \(place)" }
    let slots = node.slots

    if shift >= 64 {
      if slots.contains(where: { $0 != .nothing }) {
        return "a node with slots below the last digit \(place)"
      }
      if node.pointee.count < 2 { return "a collision node of fewer than two entries \(place)" }
      for entry in node.collisionEntries where hash(entry.key) != path {
        return "an entry of another hash \(place)"
      }
      return nil
    }
    if slots.allSatisfy({ $0 == .nothing }) { return "a node without slots above the last digit \(place)" }
    if level > 0, node.pointee.count < 2 { return "an entry that has not moved up \(place)" }
    if let flaw = node.tableFlaw { return "\(flaw) \(place)" }

    var count = 0
    for (digit, slot) in slots.enumerated() {
      let slotPath = path | UInt64(digit) << shift
      switch slot {
      case .nothing: break
      case .entry(let key, _):
        let end = shift + bitsPerLevel
        let mask = end >= 64 ? UInt64.max : (1 << UInt64(end)) - 1
        if hash(key) & mask != slotPath { return "an entry off its path \(place)" }
        count += 1
      case .child(let child):
        if let flaw = flaw(in: child, level: level + 1, path: slotPath) { return flaw }
        count += Int(child.pointee.count)
      }
    }
    return count == Int(node.pointee.count) ? nil : "a wrong count \(place)"
  }

  private func hash(_ key: UInt) -> UInt64 {
    guard let hash = handle.family.pointee.hash else { return UInt64(key) }
    return hash(key, handle.family.pointee.context)
  }

  /// The nodes of the map, by address.
  var nodes: Set<UnsafeRawPointer> {
    var nodes: Set<UnsafeRawPointer> = []
    func visit(_ node: UnsafePointer<chamt__node>) {
      nodes.insert(node)
      node.children.forEach(visit)
    }
    if let root = handle.root { visit(root) }
    return nodes
  }

  /// The number of nodes on the path to the identity key `key`, which must be in the map.
  func pathLength(of key: UInt) -> Int {
    var length = 0
    var path = UInt64(key)
    var next = handle.root
    while let node = next {
      length += 1
      guard case .child(let child) = node.slots[Int(chamt__digit(path))] else { break }
      next = child
      path >>= UInt64(bitsPerLevel)
    }
    return length
  }

  /// The shape as text: each slot with its key, or its child in brackets. Equal canonical forms have equal
  /// text.
  var shape: String {
    func text(_ node: UnsafePointer<chamt__node>) -> String {
      // A collision node keeps its entries in the order of arrival, which is not part of the canonical form.
      let collision = node.collisionEntries.map { "\($0.key)" }.sorted()
      let slots = node.slots.map { slot in
        switch slot {
        case .nothing: "-"
        case .entry(let key, _): "\(key)"
        case .child(let child): "[" + text(child) + "]"
        }
      }
      return (collision.isEmpty ? slots : collision).joined(separator: " ")
    }
    return handle.root.map(text) ?? ""
  }
}

/// The contents of a node's slot.
enum Slot: Equatable {
  case nothing
  case entry(key: UInt, value: UInt)
  case child(UnsafePointer<chamt__node>)
}

extension UnsafePointer<chamt__node> {
  /// The codes of the node's slots.
  private var table: [Int] {
    withUnsafeBytes(of: pointee.table) { $0.prefix(Int(CHAMT_SLOTS)).map(Int.init) }
  }

  var slots: [Slot] {
    table.map { code in
      if code == 0 { return .nothing }
      if !chamt__is_entry(code) { return .child(UnsafePointer(chamt__child(self, code).pointee!)) }
      let entry = chamt__entry(self, code).pointee
      return .entry(key: entry.key, value: entry.value)
    }
  }

  var children: [UnsafePointer<chamt__node>] {
    slots.compactMap { if case .child(let child) = $0 { child } else { nil } }
  }

  /// The entries of a collision node; empty for any other node.
  var collisionEntries: [chamt_entry] {
    guard table.allSatisfy({ $0 == 0 }) else { return [] }
    let entries = UnsafeRawPointer(self + 1).assumingMemoryBound(to: chamt_entry.self)
    return Array(UnsafeBufferPointer(start: entries, count: Int(pointee.count)))
  }

  /// A code counts words from the end of the table: first the entries in the order of their slots, two words
  /// each, then the children.
  fileprivate var tableFlaw: String? {
    var word = 0
    for code in table where chamt__is_entry(code) {
      if code != word + 0x80 { return "an entry out of order" }
      word += 2
    }
    for code in table where chamt__is_child(code) {
      if code != word + 0x40 { return "a child out of order" }
      word += 1
    }
    if table.contains(where: { $0 != 0 && chamt__is_entry($0) == chamt__is_child($0) }) {
      return "a code that stands for neither an entry nor a child, or for both"
    }
    let rest = withUnsafeBytes(of: pointee.table) { $0.dropFirst(Int(CHAMT_SLOTS)) }
    return rest.allSatisfy { $0 == 0 } ? nil : "a code past the last slot"
  }
}

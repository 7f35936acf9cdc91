/// What a well-formed map looks like inside: the invariants of CHamt.h, checked node by node.
import CHamt

/// Bits of a hash that one level uses up.
let bitsPerLevel = Int(CHAMT_SLOTS).trailingZeroBitCount

extension Map {
  /// The first broken invariant, in words; nil if the map is well-formed.
  var flaw: String? {
    guard let root = handle.root else { return nil }
    if root.pointee.count == 0 { return "an empty root" }
    return flaw(in: root, level: 0, path: 0)
  }

  /// `path`: the digits that lead to the node, the lowest first.
  private func flaw(in node: UnsafePointer<chamt__node>, level: Int, path: UInt64) -> String? {
    let bits = bitsPerLevel
    let shift = level * bits
    let place = "at level \(level), path \(String(path, radix: 16))"
    if node.pointee.references == 0 { return "a freed node \(place)" }
    let entries = UnsafeBufferPointer(start: chamt__entries(node), count: chamt__entry_count(node))
    let children = UnsafeBufferPointer(start: chamt__children(node), count: chamt__child_count(node))

    if chamt__is_collision(node) {
      if shift < 64 { return "a collision node with digits left \(place)" }
      if node.pointee.count < 2 { return "a collision node of fewer than two \(place)" }
      for entry in entries where hash(entry.key) != path { return "an entry of another hash \(place)" }
      return nil
    }
    if shift >= 64 { return "a bitmap node without digits left \(place)" }
    if node.pointee.entry_map & node.pointee.child_map != 0 { return "a slot that is both \(place)" }
    if level > 0, node.pointee.count < 2 { return "an entry that has not moved up \(place)" }

    var entryIndex = 0
    var childIndex = 0
    var count = entries.count
    for slot in 0..<UInt64(1 << bits) {
      let slotPath = path | slot << shift
      if node.pointee.entry_map >> slot & 1 == 1 {
        let mask = shift + bits >= 64 ? UInt64.max : (1 << UInt64(shift + bits)) - 1
        if hash(entries[entryIndex].key) & mask != slotPath { return "an entry off its path \(place)" }
        entryIndex += 1
      } else if node.pointee.child_map >> slot & 1 == 1 {
        let child = UnsafePointer(children[childIndex]!)
        if let flaw = flaw(in: child, level: level + 1, path: slotPath) { return flaw }
        count += child.pointee.count
        childIndex += 1
      }
    }
    return count == node.pointee.count ? nil : "a wrong count \(place)"
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
      for index in 0..<chamt__child_count(node) { visit(chamt__children(node)[index]!) }
    }
    if let root = handle.root { visit(root) }
    return nodes
  }

  /// How many nodes stand on the path to the identity key `key`, which is there.
  func pathLength(of key: UInt) -> Int {
    var length = 0
    var path = UInt64(key)
    var next = handle.root
    while let node = next {
      length += 1
      let bit = chamt__bit(path)
      if node.pointee.child_map & bit == 0 { break }
      next = UnsafePointer(chamt__children(node)[chamt__index(node.pointee.child_map, bit)])
      path >>= UInt64(bitsPerLevel)
    }
    return length
  }

  /// The shape as text: each slot with its key, or its child in brackets. Equal for equal canonical forms.
  var shape: String {
    func text(_ node: UnsafePointer<chamt__node>) -> String {
      let entries = (0..<chamt__entry_count(node)).map { "\(chamt__entries(node)[$0].key)" }
      let children = (0..<chamt__child_count(node)).map { "[" + text(chamt__children(node)[$0]!) + "]" }
      // The order within a collision node is that of arrival, and no part of the form.
      return ((chamt__is_collision(node) ? entries.sorted() : entries) + children).joined(separator: " ")
    }
    return handle.root.map(text) ?? ""
  }
}

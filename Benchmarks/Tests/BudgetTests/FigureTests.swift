// Tests how figures are computed from times, and verdicts from figures.

import Testing

@testable import Budget

@Suite("A row's figure")
struct FigureTests {
  private let took = ["ours": 30.0, "theirs": 90.0, "bare": 10.0]

  @Test(arguments: [
    (Figure.cost("ours"), 30.0), (.extra("ours", over: "bare"), 20),
    (.ratio("ours", to: "theirs"), 1.0 / 3),
    (.extraRatio("theirs", to: "ours", over: "bare"), 4), (.speedUp("ours", over: "theirs"), 3),
    (.extraSpeedUp("ours", over: "theirs", beyond: "bare"), 4),
  ])
  func `is computed from its sides as its kind says`(figure: Figure, value: Double) {
    #expect(figure.value(took) == value)
  }

  @Test
  func `is better when it is higher for a speed-up, and when it is lower for anything else`() {
    #expect(Figure.speedUp("a", over: "b").isBetterHigher)
    #expect(Figure.extraSpeedUp("a", over: "b", beyond: "c").isBetterHigher)
    for figure in [
      Figure.cost("a"), .extra("a", over: "b"), .ratio("a", to: "b"), .extraRatio("a", to: "b", over: "c"),
    ] {
      #expect(!figure.isBetterHigher)
    }
  }

  @Test
  func `holds up to and including the budget, or for a speed-up from the budget upwards`() {
    let lower = BudgetRow("row", "probe", .ratio("a", to: "b"), 1.25, comparison: "")
    #expect(lower.holds(1.25))
    #expect(lower.holds(0.1))
    #expect(!lower.holds(1.26))
    let higher = BudgetRow("row", "probe", .speedUp("a", over: "b"), 4, comparison: "")
    #expect(higher.holds(4))
    #expect(higher.holds(40))
    #expect(!higher.holds(3.99))
  }

  @Test
  func `that was not measured holds in neither direction`() {
    for figure in [Figure.ratio("ours", to: "missing"), .speedUp("ours", over: "missing"), .cost("missing")] {
      let row = BudgetRow("row", "probe", figure, 1, comparison: "")
      #expect(!row.holds(figure.value(took)))
    }
  }

  @Test
  func `of a cost that is lost in the noise is finite`() {
    let took = ["ours": 9.0, "theirs": 90.0, "bare": 10.0]
    #expect(Figure.extraSpeedUp("ours", over: "theirs", beyond: "bare").value(took) == 80)
    #expect(Figure.extraRatio("ours", to: "ours", over: "bare").value(took) == 1)
  }

  @Test
  func `is the median over the quieter half of the rounds, each with a figure of its own`() {
    let row = BudgetRow("row", "probe", .ratio("a", to: "b"), 1, comparison: "", alongside: ["c"])
    let result = RowResult(
      row, rounds: [["a": 10, "b": 10, "c": 1], ["a": 30, "b": 10, "c": 2], ["a": 40, "b": 20, "c": 3]])
    #expect(result.figure == 2)
    #expect(result.lowest == 1)
    #expect(result.highest == 3)
    #expect(result.took == ["a": 20, "b": 10, "c": 1.5])
    #expect(!result.holds)
  }
}

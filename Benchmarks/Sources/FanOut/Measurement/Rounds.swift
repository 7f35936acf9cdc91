// The order of the measurements. A machine grows slower and faster over minutes, so what is compared is measured
// close together: for each number of variables, a round of all strategies, then the next round.

import Harness

/// All measurements of a run, in the order in which they are made.
package struct Rounds: Sendable {
  package struct Step: Equatable, Sendable {
    package let variables: Int
    /// From 1.
    package let round: Int
    package let strategy: StrategyName
  }

  package let steps: [Step]

  /// Each round begins with another strategy, so that none always runs first or after the same neighbour's heat.
  package init(variables: [Int], strategies: [StrategyName], rounds: Int) {
    var steps: [Step] = []
    for count in variables {
      for round in 1...rounds {
        let first = (round - 1) % strategies.count
        for strategy in strategies[first...] + strategies[..<first] {
          steps.append(Step(variables: count, round: round, strategy: strategy))
        }
      }
    }
    self.steps = steps
  }
}

extension Rounds {
  /// The steps as a person is shown them.
  var shown: [Progress.Step] {
    steps.map {
      Progress.Step(name: "\($0.strategy.rawValue), \($0.variables) variables", round: $0.round)
    }
  }
}

/// A step and what came of it.
package struct Measurement: Equatable, Sendable {
  package let step: Rounds.Step
  package let reading: Reading

  package init(step: Rounds.Step, reading: Reading) {
    self.step = step
    self.reading = reading
  }
}

#if DEBUG
  @testable import DeepQ
#endif

/// One pass of each rule over all parameters.
enum OptimizerCases {
  #if DEBUG
    static let all: [Case] =
      OptimizerSettings.Rule.allCases.map { rule in
        Case("Optimiser", "\(rule.rawValue), 800 parameters") { Optimizing(rule, count: 800) }
      } + [
        Case("Optimiser", "adam, 800 000 parameters") { Optimizing(.adam, count: 800_000) }
      ]
  #else
    static let all: [Case] = []
  #endif
}

#if DEBUG
  /// Applies one gradient over and over.
  private final class Optimizing: Workload {
    private var optimizer: Optimizer
    private let parameters: FloatBuffer
    private let gradient: FloatBuffer

    init(_ rule: OptimizerSettings.Rule, count: Int) {
      var settings = OptimizerSettings()
      settings.rule = rule
      optimizer = Optimizer(settings, count: count)
      parameters = FloatBuffer(zeros: count)
      gradient = FloatBuffer(zeros: count)
      for index in 0..<count {
        parameters.start[index] = Float(index % 7) - 3
        gradient.start[index] = Float(index % 5) * 1e-3
      }
    }

    func run(_ count: Int) {
      for _ in 0..<count {
        optimizer.update(parameters, gradient: gradient, learningRate: 1e-6)
      }
    }
  }
#endif

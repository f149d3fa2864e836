/// What a network says of each action's return: what to expect, or how it is distributed.
public struct DistributionSettings: Equatable, Sendable {
  /// The kinds, by the name that an experiment file uses.
  public enum Kind: String, CaseIterable, Sendable {
    /// The expected return alone.
    case none
    /// Probabilities of fixed returns (Bellemare et al. 2017).
    case categorical = "c51"
    /// Quantiles (Dabney et al. 2018).
    case quantile = "qr-dqn"
  }

  /// Which.
  public var kind = Kind.none
  /// C51: fixed returns, the lowest and the highest included; at least 2.
  public var atoms = 51
  /// C51: the lowest of them.
  public var lowest = -10.0
  /// C51: the highest of them, above the lowest.
  public var highest = 10.0
  /// QR-DQN: quantiles, at least 1.
  public var quantiles = 200
  /// QR-DQN: error beyond which the loss grows linearly; 0 for a loss that is linear throughout.
  public var kappa = 1.0

  /// All defaults.
  public init() {}

  /// Whether `Float`, in which networks compute, tells the fixed returns of C51 apart and holds the
  /// distance from the lowest to the highest; true where there are none.
  public var areAtomsRepresentable: Bool {
    guard kind == .categorical else { return true }
    let (low, high) = (Float(lowest), Float(highest))
    let step = Self.atomStep(atoms: atoms, lowest: lowest, highest: highest)
    return (high - low).isFinite && step.isNormal && low + step > low && high - step < high
  }

  /// The distance from one of the fixed returns of C51 to the next.
  static func atomStep(atoms: Int, lowest: Double, highest: Double) -> Float {
    Float((highest - lowest) / Double(atoms - 1))
  }

  /// Outputs of the network for each action.
  public var outputsPerAction: Int {
    switch kind {
    case .none: 1
    case .categorical: atoms
    case .quantile: quantiles
    }
  }
}

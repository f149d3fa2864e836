/// What a network estimates of each action's return: its expectation, or its distribution.
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
  /// C51: number of atoms, the fixed returns from `vMin` to `vMax`; at least 2.
  public var atoms = 51
  /// C51: the smallest atom.
  public var vMin = -10.0
  /// C51: the largest atom, above `vMin`.
  public var vMax = 10.0
  /// QR-DQN: number of quantiles, at least 1.
  public var quantiles = 200
  /// QR-DQN: error beyond which the loss grows linearly; 0 for a loss that is linear throughout.
  public var kappa = 1.0

  /// All defaults.
  public init() {}

  /// Whether all atoms of C51, and the distance from `vMin` to `vMax`, are distinct finite numbers in
  /// `Float`, in which networks compute; true for other kinds.
  public var areAtomsRepresentable: Bool {
    guard kind == .categorical else { return true }
    let (low, high) = (Float(vMin), Float(vMax))
    let step = Self.atomStep(atoms: atoms, vMin: vMin, vMax: vMax)
    return (high - low).isFinite && step.isNormal && low + step > low && high - step < high
  }

  /// The distance of neighbouring atoms of C51.
  static func atomStep(atoms: Int, vMin: Double, vMax: Double) -> Float {
    Float((vMax - vMin) / Double(atoms - 1))
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

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
    kind != .categorical
      || CategoricalReturn.canRepresent(atoms: atoms, lowest: lowest, highest: highest)
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

extension Hyperparameters {
  /// What the network's outputs mean, and how they learn.
  func returnModel() -> any ReturnModel {
    switch distribution.kind {
    case .none: ExpectedReturn(loss: loss, huberDelta: huberDelta)
    case .categorical:
      CategoricalReturn(
        atoms: distribution.atoms, lowest: distribution.lowest, highest: distribution.highest,
        measuresError: priorities.exponent > 0)
    case .quantile:
      QuantileReturn(quantiles: distribution.quantiles, kappa: distribution.kappa)
    }
  }
}

/// The loss of a temporal-difference error, averaged over a batch.
public enum Loss: String, CaseIterable, Sendable {
  /// The squared error.
  case meanSquared = "mse"
  /// Half the squared error up to δ, linear beyond (Huber 1964).
  case huber
}

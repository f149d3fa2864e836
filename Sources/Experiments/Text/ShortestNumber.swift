/// Returns the shortest decimal text that reads back as the same number, without a trailing `.0`.
///
/// This is how numbers are written in every CSV file and in a trial's canonical text: `500`,
/// `0.001`, `1e-05`. Edge cases: `-0`, `nan`, `inf`, `-inf`.
public func shortest(_ number: Double) -> String {
  withoutPointZero(number.description)
}

/// Returns the shortest decimal text that reads back as the same `Float`, without a trailing `.0`.
public func shortest(_ number: Float) -> String {
  withoutPointZero(number.description)
}

private func withoutPointZero(_ text: String) -> String {
  text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

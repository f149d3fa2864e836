import CVector

/// Writes a matrix transposed: `target[c, r] = source[r, c]`.
///
/// - Parameters:
///   - source: `[rows, columns]`, rows `sourceStride` apart.
///   - rows: of the source.
///   - columns: of the source.
///   - sourceStride: at least `columns`.
///   - target: `[columns, rows]`, rows `targetStride` apart; nothing else in it is written.
///   - targetStride: at least `rows`.
func transpose(
  _ source: UnsafePointer<Float>, rows: Int, columns: Int, sourceStride: Int,
  into target: UnsafeMutablePointer<Float>, targetStride: Int
) {
  let (wholeRows, wholeColumns) = (rows & -vectorWidth, columns & -vectorWidth)
  var row = 0
  while row < wholeRows {
    var (position, result) = (source + row &* sourceStride, target + row)
    let end = position + wholeColumns
    while position < end {
      cvector_transpose(position, sourceStride, result, targetStride)
      position += vectorWidth
      result += vectorWidth &* targetStride
    }
    row &+= vectorWidth
  }
  if wholeRows == rows, wholeColumns == columns { return }
  for row in 0..<rows {
    for column in (row < wholeRows ? wholeColumns : 0)..<columns {
      copyTransposed(source, row, column, sourceStride, target, targetStride)
    }
  }
}

/// One number, at the sides where there are no whole vectors.
@inline(never)
private func copyTransposed(
  _ source: UnsafePointer<Float>, _ row: Int, _ column: Int, _ sourceStride: Int,
  _ target: UnsafeMutablePointer<Float>, _ targetStride: Int
) {
  target[column &* targetStride &+ row] = source[row &* sourceStride &+ column]
}

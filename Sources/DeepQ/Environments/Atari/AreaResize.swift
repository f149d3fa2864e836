import CVector

/// Shrinks a grey screen by averaging over areas, equal byte for byte to `cv2.resize` with
/// `INTER_AREA`.
///
/// OpenCV sums `Float`s: along each row of the screen, pixel times weight, then over the rows, sum
/// times weight, each operation rounded, and rounds the last sum to the nearest byte, ties to even.
/// Its exact counterpart is a whole number over `rows · columns`, so it is computed with integers,
/// which is much faster. Only where it lies so near to the middle between two bytes that OpenCV's
/// rounding errors may decide, the pixel is computed as OpenCV does it.
///
/// Source: OpenCV's `computeResizeAreaTab` and `ResizeArea_Invoker`; compared with 5.0.0.
final class AreaResize: @unchecked Sendable {
  /// Rows and columns of the screen.
  let rows: Int
  let columns: Int
  /// Rows, and columns, of the result.
  let size: Int
  private let vertical: AreaWeights
  private let horizontal: AreaWeights
  /// One row of the result before the columns are summed, with padding beyond its end.
  private let sums: UnsafeMutablePointer<UInt16>
  /// One row of the result, times rows and columns, then rounded; both are longer, in whole vectors.
  private let numerators: UnsafeMutablePointer<UInt32>
  private let pixels: UnsafeMutablePointer<UInt8>
  private let paddedSize: Int

  /// Pixels that are worked on at a time.
  private static let lanes = 32

  /// How far from the middle between two bytes OpenCV's errors may reach: far less than this.
  ///
  /// A sum of n weights that come to 1 over bytes has an error of at most about `(n + 3) · 2⁻²⁴ ·
  /// 255`, here below 0.0005.
  private static let margin: Float = 0.001

  /// A resize of screens with `rows` and `columns`.
  ///
  /// - Precondition: the result is no larger than the screen and no smaller than 16, rows are at
  ///   most 257, and columns a multiple of 32.
  init(rows: Int, columns: Int, size: Int) {
    precondition(
      size >= 16 && size <= min(rows, columns) && rows <= 257 && columns % Self.lanes == 0,
      "a screen of \(rows)x\(columns) cannot become \(size)x\(size)")
    self.rows = rows
    self.columns = columns
    self.size = size
    vertical = AreaWeights(from: rows, to: size)
    horizontal = AreaWeights(from: columns, to: size)
    sums = .allocate(capacity: columns + horizontal.maxCount)
    sums.initialize(repeating: 0, count: columns + horizontal.maxCount)
    paddedSize = (size + 15) / 16 * 16
    numerators = .allocate(capacity: paddedSize)
    numerators.initialize(repeating: 0, count: paddedSize)
    pixels = .allocate(capacity: paddedSize)
    pixels.initialize(repeating: 0, count: paddedSize)
  }

  deinit {
    sums.deallocate()
    numerators.deallocate()
    pixels.deallocate()
  }

  /// Shrinks one screen.
  ///
  /// - Parameters:
  ///   - screen: `[rows, columns]`.
  ///   - result: `[size, size]`, overwritten.
  func shrink(_ screen: UnsafePointer<UInt8>, into result: UnsafeMutablePointer<UInt8>) {
    let scale = 1 / Float(rows * columns)
    for row in 0..<size {
      cvector_weighted_sum(
        screen + vertical.first[row] * columns, columns, vertical.shares + row * vertical.maxCount,
        vertical.count[row], sums)
      cvector_weighted_windows(
        sums, horizontal.first, horizontal.shares, horizontal.maxCount, size, numerators)
      let isAnyNear = cvector_round(numerators, scale, Self.margin, paddedSize, pixels) != 0
      if isAnyNear { decide(of: screen, row: row, scale: scale, into: pixels) }
      (result + row * size).update(from: pixels, count: size)
    }
  }

  /// Computes the pixels of a row that are too near to the middle between two bytes as OpenCV does.
  private func decide(
    of screen: UnsafePointer<UInt8>, row: Int, scale: Float,
    into result: UnsafeMutablePointer<UInt8>
  ) {
    for column in 0..<size {
      let mean = Float(numerators[column]) * scale
      if abs(mean - mean.rounded(.down) - 0.5) < Self.margin {
        result[column] = pixelInFloats(of: screen, row: row, column: column)
      }
    }
  }

  /// One pixel of the result in OpenCV's arithmetic.
  func pixelInFloats(of screen: UnsafePointer<UInt8>, row: Int, column: Int) -> UInt8 {
    var sum: Float = 0
    for y in 0..<vertical.count[row] {
      let start = screen + (vertical.first[row] + y) * columns + horizontal.first[column]
      var rowSum: Float = 0
      for x in 0..<horizontal.count[column] {
        rowSum += Float(start[x]) * horizontal.floats[column * horizontal.maxCount + x]
      }
      sum += vertical.floats[row * vertical.maxCount + y] * rowSum
    }
    return UInt8(min(max(sum.rounded(.toNearestOrEven), 0), 255))
  }
}

/// How the pixels of a line share in those of a shorter one.
final class AreaWeights: @unchecked Sendable {
  /// The largest number of pixels that one covers, whole or in part.
  let maxCount: Int
  /// The first pixel that each covers.
  let first: UnsafeMutablePointer<Int>
  /// How many it covers.
  let count: UnsafeMutablePointer<Int>
  /// Their shares in units of one over the longer line's length, `[shorter, maxCount]`, zero beyond the
  /// count.
  let shares: UnsafeMutablePointer<UInt32>
  /// Their shares as OpenCV has them, likewise.
  let floats: UnsafeMutablePointer<Float>

  /// The shares of `longer` pixels in `shorter` ones.
  init(from longer: Int, to shorter: Int) {
    maxCount = (longer + shorter - 1) / shorter + 1
    first = .allocate(capacity: shorter)
    count = .allocate(capacity: shorter)
    shares = .allocate(capacity: shorter * maxCount)
    floats = .allocate(capacity: shorter * maxCount)
    shares.initialize(repeating: 0, count: shorter * maxCount)
    floats.initialize(repeating: 0, count: shorter * maxCount)
    for pixel in 0..<shorter {
      // In units of one over the shorter line's length, this pixel covers `start..<end`, and pixel
      // i of the longer line i·shorter..<(i + 1)·shorter.
      let (start, end) = (pixel * longer, (pixel + 1) * longer)
      let low = start / shorter
      let high = (end + shorter - 1) / shorter
      (first + pixel).initialize(to: low)
      (count + pixel).initialize(to: high - low)
      for covered in low..<high {
        let overlap = min(end, (covered + 1) * shorter) - max(start, covered * shorter)
        shares[pixel * maxCount + covered - low] = UInt32(overlap)
      }
    }
    writeFloats(from: longer, to: shorter)
  }

  deinit {
    first.deallocate()
    count.deallocate()
    shares.deallocate()
    floats.deallocate()
  }

  /// OpenCV's own arithmetic, operation by operation.
  private func writeFloats(from longer: Int, to shorter: Int) {
    let scale = 1 / (Double(shorter) / Double(longer))
    for pixel in 0..<shorter {
      let start = Double(pixel) * scale
      let end = start + scale
      let width = min(scale, Double(longer) - start)
      let last = min(Int(end.rounded(.down)), longer - 1)
      let firstWhole = min(Int(start.rounded(.up)), last)
      let row = floats + pixel * maxCount - first[pixel]
      if Double(firstWhole) - start > 1e-3 {
        row[firstWhole - 1] = Float((Double(firstWhole) - start) / width)
      }
      for whole in firstWhole..<max(last, firstWhole) { row[whole] = Float(1 / width) }
      if end - Double(last) > 1e-3 {
        row[last] = Float(min(min(end - Double(last), 1), width) / width)
      }
    }
  }
}

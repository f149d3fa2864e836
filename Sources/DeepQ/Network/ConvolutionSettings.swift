/// One convolution of a network: `filters` windows of `kernel` by `kernel` places, `stride` apart,
/// written `16@8x8/4`.
public struct ConvolutionSettings: Hashable, Sendable {
  /// Filters, and so channels of the output.
  public var filters: Int
  /// Rows and columns of a window.
  public var kernel: Int
  /// Places between one window and the next.
  public var stride: Int

  /// Creates a convolution's settings.
  public init(filters: Int, kernel: Int, stride: Int) {
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
  }

  /// Windows that fit along a side of `length` places.
  public func outputLength(of length: Int) -> Int { (length - kernel) / stride + 1 }

  /// Whether at least one window fits into an image.
  public func fits(rows: Int, columns: Int) -> Bool { kernel <= rows && kernel <= columns }
}

extension ConvolutionSettings: LosslessStringConvertible {
  /// Reads what `description` writes; `nil` for anything else, and for numbers below 1.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let window = parts[1].split(separator: "/", omittingEmptySubsequences: false)
    let sides = (window.first ?? "").split(separator: "x", omittingEmptySubsequences: false)
    guard window.count == 2, sides.count == 2, sides[0] == sides[1],
      let filters = Int(parts[0]), let kernel = Int(sides[0]), let stride = Int(window[1])
    else { return nil }
    self.init(filters: filters, kernel: kernel, stride: stride)
    guard filters > 0, kernel > 0, stride > 0, description == text else { return nil }
  }

  /// Filters, window and stride.
  public var description: String { "\(filters)@\(kernel)x\(kernel)/\(stride)" }
}

/// One convolution of a network: `filters` windows of `kernel` by `kernel` places, `stride` apart.
public struct ConvolutionSettings: Equatable, Sendable {
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

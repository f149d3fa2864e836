/// The style sheet and the script of reports, which the build puts into the program.
///
/// They are a module of their own, so that the list of bytes that stands for them is compiled only when
/// they change.
public enum ReportResources {
  /// `report.css`.
  public static var styleSheet: String { text(PackageResources.report_css) }

  /// `report.js`.
  public static var script: String { text(PackageResources.report_js) }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

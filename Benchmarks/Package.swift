// swift-tools-version: 6.3

import PackageDescription

// What Package.swift above says of its own code holds for the benchmarks too: debug builds are
// optimised, and made for the building machine's CPU or the one that `SWEEP_TARGET_CPU` names.
let targetCPU: String? = {
  if let requested = Context.environment["SWEEP_TARGET_CPU"], !requested.isEmpty {
    return requested
  }
  #if arch(x86_64)
    return "native"
  #else
    return nil
  #endif
}()

let swiftSettings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .treatAllWarnings(as: .error),
    .unsafeFlags(
      ["-O", "-wmo", "-num-threads", "4", "-disable-batch-mode"], .when(configuration: .debug)),
  ] + (targetCPU.map { [.unsafeFlags(["-target-cpu", $0])] } ?? [])

let package = Package(
  name: "Benchmarks",
  products: [.executable(name: "bench", targets: ["bench"])],
  dependencies: [.package(name: "sweep", path: "..")],
  targets: [
    // MARK: - C
    .target(name: "CMeasurement"),

    // MARK: - What is measured, then how
    .target(
      name: "Cases",
      dependencies: [
        "CMeasurement",
        .product(name: "DeepQ", package: "sweep"),
        .product(name: "Experiments", package: "sweep"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "bench", dependencies: ["Cases", "CMeasurement"], swiftSettings: swiftSettings),
  ])

// swift-tools-version: 6.3

import PackageDescription

/// The CPU that the code is compiled for; results do not depend on it.
///
/// On x86-64 it is the building machine's, or what `SWEEP_TARGET_CPU` names: `haswell` is the
/// portable choice for a mixed cluster.
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

/// Whether the program is built to be installed (`scripts/install`), and so finds the emulator beside
/// itself instead of in this checkout.
let isInstalled = Context.environment["SWEEP_INSTALL"] == "1"

/// What makes debug builds, and so `swift run`, as fast as release builds.
///
/// Plain debug code is over a hundred times slower. `-O` alone leaves helpers in other files
/// uninlined, and `-wmo` without `-num-threads` does not build.
let optimisedDebug: SwiftSetting = .unsafeFlags(
  ["-O", "-wmo", "-num-threads", "4", "-disable-batch-mode"], .when(configuration: .debug))

let swiftSettings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .treatAllWarnings(as: .error),
    optimisedDebug,
  ] + (targetCPU.map { [.unsafeFlags(["-target-cpu", $0])] } ?? [])

let package = Package(
  name: "sweep",
  products: [
    .executable(name: "sweep", targets: ["sweep"]),
    .library(name: "DeepQ", targets: ["DeepQ"]),
    .library(name: "Experiments", targets: ["Experiments"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: - C
    .target(name: "CArguments"),
    .target(name: "CVector"),
    // Data only: what the Swift targets may use of the processor.
    .target(
      name: "CBuildTarget", cSettings: targetCPU.map { [.unsafeFlags(["-march=\($0)"])] } ?? []),
    .target(name: "CMachine", dependencies: ["CBuildTarget"]),
    .target(
      name: "CALE", dependencies: ["CArguments"],
      // `scripts/setup` compiles it where it has installed the emulator.
      exclude: ["emulator"],
      cSettings: isInstalled
        ? [] : [.define("CALE_CHECKOUT", to: "\"\(Context.packageDirectory)\"")],
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .systemLibrary(
      name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev", "pkg-config"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev", "pkg-config"])]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev", "pkg-config"])]),

    // MARK: - The layers, lowest first
    .target(name: "Platform", swiftSettings: swiftSettings),
    .target(
      name: "DeepQ", dependencies: ["CALE", "CLZ4", "CMachine", "CVector"], exclude: ["README.md"],
      swiftSettings: swiftSettings),
    .target(name: "Hashing", dependencies: ["CCrypto"], swiftSettings: swiftSettings),
    .target(
      name: "HDF5", dependencies: ["CHDF5"], exclude: ["README.md"], swiftSettings: swiftSettings),
    .target(
      name: "ReportResources",
      resources: [.embedInCode("report.css"), .embedInCode("report.js")],
      swiftSettings: swiftSettings),
    .target(name: "Statistics", exclude: ["README.md"], swiftSettings: swiftSettings),
    .target(
      name: "Experiments",
      dependencies: [
        "CMachine",
        "DeepQ",
        "HDF5",
        "Hashing",
        "Platform",
        "ReportResources",
        "Statistics",
        .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["README.md"],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "sweep",
      dependencies: [
        "CArguments",
        "DeepQ",
        "Experiments",
        "HDF5",
        "Platform",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["README.md"],
      swiftSettings: swiftSettings),

    // MARK: - Tests
    .testTarget(
      name: "DeepQTests",
      dependencies: [
        "DeepQ", "Hashing", .product(name: "BigInt", package: "BigInt"),
      ],
      resources: [.copy("Recordings")],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "HashingTests", dependencies: ["Hashing"], swiftSettings: swiftSettings),
    .testTarget(name: "HDF5Tests", dependencies: ["HDF5"], swiftSettings: swiftSettings),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Statistics"],
      resources: [.copy("Recordings")], swiftSettings: swiftSettings),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "DeepQ", "Experiments", "HDF5", "Hashing", "Platform",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SweepTests", dependencies: ["sweep", "Experiments", "DeepQ"],
      exclude: ["Snapshots"], swiftSettings: swiftSettings),
  ])

// The benchmarks, which are in this manifest for its settings and built on demand:
// `SWEEP_BENCHMARKS=1 swift run bench`, and `swift run synthetic` for trials that were never trained.
if Context.environment["SWEEP_BENCHMARKS"] == "1" {
  package.products += [
    .executable(name: "bench", targets: ["bench"]),
    .executable(name: "synthetic", targets: ["synthetic"]),
  ]
  package.targets += [
    .target(name: "CMeasurement", path: "Benchmarks/Sources/CMeasurement"),
    .target(
      name: "Cases", dependencies: ["CMeasurement", "DeepQ", "Experiments"],
      path: "Benchmarks/Sources/Cases", swiftSettings: swiftSettings),
    .executableTarget(
      name: "bench", dependencies: ["Cases", "CMeasurement"], path: "Benchmarks/Sources/bench",
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "synthetic", dependencies: ["DeepQ", "Experiments"],
      path: "Benchmarks/Sources/synthetic", swiftSettings: swiftSettings),
  ]
}

import DeepQ
import Foundation
import Platform

/// The learning curves of an experiment's finished trials: what `sweep plot` draws.
public struct CurvePlot: Sendable {
  /// What to draw.
  public struct Options: Sendable {
    /// The beginnings of the ids of the configurations to draw; none for all.
    public var configurations: [String] = []
    /// Lines at most; `nil` for 8, or for all configurations that are named.
    public var top: Int?
    /// The key with a line for each of its values; `nil` for a line for each configuration.
    public var axis: String?
    /// Whether training returns are drawn where there are evaluations too.
    public var training = false
    /// Whether the curve of each seed is drawn beside their means.
    public var seeds = false

    /// All configurations, the best 8 of them.
    public init() {}
  }

  /// Lines where nothing says how many.
  private static let usualLines = 8

  let figure: CurveFigure

  /// Reads the finished trials of a folder, also while an experiment runs.
  ///
  /// - Parameters:
  ///   - folder: the results.
  ///   - options: what to draw.
  ///   - inspection: how another process reads the trials' files first; `nil` for no such process.
  /// - Throws: `CurvePlotError` if there is nothing to draw or an option names nothing;
  ///   `NoResultsError` if there is no experiment; `FileError` if a file cannot be read just now.
  public init(
    of folder: ResultsFolder, options: Options = Options(), inspection: FileInspection? = nil
  ) throws {
    let experiment = try folder.experiment()
    let axes = PlotAxes(experiment)
    if let axis = options.axis { try axes.require(axis) }
    let chosen = try axes.configurations(beginningWith: options.configurations)
    var trials = try FinishedTrials(
      of: experiment, configurations: chosen, in: folder, inspection: inspection)
    let curves = try PlottedCurves(of: &trials, training: options.training) { configuration in
      options.axis.map { [axes.value(of: $0, in: configuration)] }
        ?? axes.values(in: configuration)
    }
    guard !curves.lines.isEmpty else {
      throw CurvePlotError.nothingToDraw(folder: folder.path, reason: trials.absence)
    }
    let limit =
      options.top ?? (options.configurations.isEmpty ? Self.usualLines : curves.lines.count)
    let shown = Array(curves.lines.prefix(limit))
    let isUneven = shown.contains { $0.trials != shown[0].trials }
    let countColumn = isUneven ? [options.axis == nil ? "seeds" : "trials"] : []
    let notes = PlotNotes(
      axis: options.axis, configurations: experiment.configurationCount, chosen: chosen.count,
      lineCount: curves.lines.count, shown: shown, isTraining: curves.window != nil,
      hasSeeds: options.seeds, trials: trials)
    figure = CurveFigure(
      title: "\(experiment.name): \(experiment.environment.id)",
      verticalLabel: curves.label(evaluationEpisodes: experiment.evaluation.episodes),
      horizontalLabel: "environment steps",
      columns: (options.axis.map { [$0] } ?? axes.keys) + countColumn,
      lines: shown.map { line in
        CurveFigure.Line(
          cells: line.cells + (isUneven ? ["\(line.trials)"] : []), points: line.curve.points,
          seeds: options.seeds && line.trials > 1 ? line.trialCurves.map(\.curve) : [])
      },
      threshold: experiment.solve.threshold.flatMap { abs($0) < AxisScale.limit ? $0 : nil },
      notes: notes.sentences)
  }

  /// Sentences on what the lines and bands are, and on what was left out.
  public var notes: [String] { figure.notes }

  /// The picture as a whole SVG file; the same results and options give the same bytes.
  public func svg(_ theme: FigureTheme) -> String { figure.svg(theme) }

  /// Puts the picture on disk, whole or not at all; what a link names is written, and the link stays.
  ///
  /// - Throws: `FileError`; `SpecialFileError` for a pipe or a device.
  public func write(to file: String, theme: FigureTheme) throws {
    try FolderListing.requireNoFolder(file)
    var status = stat()
    if stat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw SpecialFileError(file: file)
    }
    let target = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
    try AtomicFile.write(svg(theme), to: target)
  }
}

extension ResultsFolder {
  /// The picture that `sweep plot` makes.
  public var curvesFile: String { path + "/curves.svg" }
}

/// A pipe or a device where a file is to be written.
///
/// A file is written beside its place and moved there, which would remove a device.
public struct SpecialFileError: ExitStatusError, Equatable {
  /// The file.
  public let file: String

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is wrong.
  public var description: String {
    "\(file) is not a regular file; '--output -' writes to standard output"
  }
}

import DeepQ
import Statistics
import Testing

@testable import Experiments

struct CurvePlotTests {
  @Test func `lines are means over the seeds, the best last mean first`() throws {
    let samples = try PlotSamples.gamma()
    for replicate in 0..<3 {
      try samples.write(0, replicate, evaluations: [100, 40 + 10 * Double(replicate)])
      try samples.write(1, replicate, evaluations: [10, 60])
    }
    let figure = try samples.figure()
    #expect(figure.title == "curves: CartPole-v1")
    #expect(figure.verticalLabel == "return of one evaluation episode")
    #expect(figure.columns == ["gamma"])
    #expect(figure.lines.map(\.cells) == [["0.99"], ["0.9"]])
    #expect(figure.lines[1].points.map(\.step) == [1_000, 2_000])
    #expect(figure.lines[1].points.map(\.mean) == [100, 50])
    // The standard deviation of 40, 50, 60 is 10, and 4.303 the critical value for two degrees of
    // freedom: half a width of 4.303 · 10 / √3 = 24.84.
    let interval = try #require(figure.lines[1].points[1].interval)
    #expect(abs(interval.upperBound - 74.84) < 0.01 && abs(interval.lowerBound - 25.16) < 0.01)
    #expect(figure.threshold == 475)
    #expect(
      figure.notes == [
        "Lines: means over 3 seeds. Bands: 95 % Student-t intervals of the mean over the seeds."
      ])
  }

  @Test func `one seed has no interval`() throws {
    let samples = try PlotSamples("seeds: {count: 1}")
    try samples.write(0, 0, evaluations: [1, 2])
    let figure = try samples.figure()
    #expect(figure.columns == [])
    #expect(figure.lines.map(\.cells) == [[]])
    #expect(figure.lines[0].points.allSatisfy { $0.interval == nil })
    #expect(figure.notes == ["Lines: one seed each, so there are no intervals."])
  }

  @Test func `the curve of each seed is drawn where it is asked for, with all its steps`() throws {
    let samples = try PlotSamples.gamma()
    try samples.write(0, 0, evaluations: [1, 2, 30])
    try samples.write(0, 1, evaluations: [3, 4])
    try samples.write(1, 0, evaluations: [5, 6])
    #expect(try samples.figure().lines.allSatisfy(\.seeds.isEmpty))
    let figure = try samples.figure { $0.seeds = true }
    // The line of one seed is that seed.
    let scores = figure.lines.map { $0.seeds.map { $0.points.map(\.score) } }
    #expect(scores == [[], [[1, 2, 30], [3, 4]]])
    #expect(figure.lines[1].points.map(\.mean) == [2, 3])
    #expect(
      figure.notes.contains(
        "Lines: means over the seeds. Thin lines: the seeds. "
          + "Bands: 95 % Student-t intervals of the mean over the seeds."))
    #expect(
      figure.notes.last?.hasSuffix(
        "1 evaluation step that not every trial of its line has, from the means alone.") == true)
    let byAxis = try samples.figure {
      $0.seeds = true
      $0.axis = "gamma"
    }
    #expect(byAxis.notes.contains { $0.contains(" Thin lines: these trials. Bands: ") })
  }

  @Test func `steps that not all trials of a line have are left out, and counted`() throws {
    let samples = try PlotSamples("seeds: {count: 2}")
    var result = TrialResult()
    result.evaluations = [1_000, 2_000, 2_718].map { Evaluation(step: $0, returns: [10]) }
    try samples.write(0, 0, result)
    result.evaluations = [1_000, 2_000, 3_000, 3_141].map { Evaluation(step: $0, returns: [30]) }
    try samples.write(0, 1, result)
    let figure = try samples.figure()
    #expect(figure.lines[0].points.map(\.step) == [1_000, 2_000])
    #expect(figure.lines[0].points.map(\.mean) == [20, 20])
    #expect(
      figure.notes.last
        == "Left out: 3 evaluation steps that not every trial of its line has.")
  }

  @Test func `training returns are drawn where only the end was evaluated`() throws {
    let samples = try PlotSamples("seeds: {count: 2}")
    // Windows of 50 of 2000 steps would be empty for the most part; of 100 too, 500 have an episode.
    let ends = [400, 700, 1_100, 1_600, 2_000]
    try samples.write(0, 0, episodes: ends.map { ($0, 10) })
    try samples.write(0, 1, episodes: [(500, 20), (900, 20), (1_300, 30), (2_000, 50)])
    let figure = try samples.figure()
    #expect(figure.verticalLabel == "mean return of the training episodes in each 500 steps")
    #expect(figure.lines[0].points.map(\.step) == [500, 1_000, 1_500, 2_000])
    #expect(figure.lines[0].points.map(\.mean) == [15, 15, 20, 30])
  }

  @Test func `training returns are drawn when they are asked for`() throws {
    let samples = try PlotSamples("seeds: {count: 1}")
    var result = TrialResult()
    result.evaluations = [1, 2].map { Evaluation(step: $0, returns: [7]) }
    result.episodes.returns = [3, 5]
    result.episodes.lengths = [1, 1]
    result.episodes.steps = [1, 2]
    result.episodes.epsilons = [1, 1]
    result.episodes.losses = [0, 0]
    result.episodes.terminated = [true, true]
    result.episodes.truncated = [false, false]
    try samples.write(0, 0, result)
    #expect(try samples.figure().lines[0].points.map(\.mean) == [7, 7])
    let training = try samples.figure { $0.training = true }
    #expect(training.lines[0].points.map(\.mean) == [3, 5])
  }

  @Test func `a single evaluation without any episode is a point`() throws {
    let samples = try PlotSamples("seeds: {count: 1}")
    try samples.write(0, 0, evaluations: [9])
    #expect(try samples.figure().lines[0].points.map(\.mean) == [9])
  }

  @Test func `returns that are not finite are not drawn`() throws {
    let samples = try PlotSamples("seeds: {count: 1}")
    try samples.write(0, 0, evaluations: [1, .infinity, .nan, 1e200, 5])
    let figure = try samples.figure()
    #expect(figure.lines[0].points.map(\.step) == [1_000, 5_000])
    #expect(figure.svg(.auto).contains("nan") == false)
  }

  // MARK: - Selection

  /// Twelve configurations, of which the last is the best.
  private func twelve() throws -> PlotSamples {
    let samples = try PlotSamples(
      """
      grid:
        gamma: [0.9, 0.95, 0.99]
        learning_rate: [0.001, 0.002, 0.003, 0.004]
      """)
    for configuration in 0..<12 {
      try samples.write(configuration, 0, evaluations: [0, Double(configuration)])
    }
    return samples
  }

  @Test func `of more than 8 configurations the best 8 are drawn, which the figure says`() throws {
    let figure = try twelve().figure()
    #expect(figure.columns == ["gamma", "learning_rate"])
    #expect(figure.lines.count == 8)
    #expect(figure.lines.first?.cells == ["0.99", "0.004"])
    #expect(figure.lines.last?.cells == ["0.95", "0.001"])
    #expect(figure.notes.first == "8 of 12 configurations, the best by their last mean.")
  }

  @Test func `another number of lines can be asked for`() throws {
    let samples = try twelve()
    #expect(try samples.figure { $0.top = 3 }.lines.count == 3)
    let all = try samples.figure { $0.top = 99 }
    #expect(all.lines.count == 12)
    #expect(all.notes.count == 1)
  }

  @Test func `configurations are chosen by the beginnings of their ids`() throws {
    let samples = try twelve()
    let ids = samples.experiment.trials.map(\.configurationId)
    let figure = try samples.figure {
      $0.configurations = [String(ids[3].prefix(9)), ids[7], ids[3]]
    }
    #expect(figure.lines.map(\.cells) == [["0.95", "0.004"], ["0.9", "0.004"]])
    #expect(figure.notes.first == "2 of 12 configurations.")
    #expect(try samples.figure { $0.configurations = ids }.lines.count == 12)
    #expect(throws: CurvePlotError.noConfiguration("xyz", nearest: nil)) {
      try samples.figure { $0.configurations = ["xyz"] }
    }
  }

  @Test func `an ambiguous beginning is refused`() throws {
    let samples = try PlotSamples("grid: {learning_rate: 'linspace(1e-4, 1e-2, 17)'}")
    let ids = samples.experiment.trials.map(\.configurationId)
    // Of 17 ids, two begin with the same of 16 digits.
    let digit = try #require(
      "0123456789abcdef".first { digit in ids.count { $0.first == digit } > 1 })
    let error = CurvePlotError.ambiguousConfiguration(
      "\(digit)", ids: ids.filter { $0.first == digit })
    #expect(throws: error) { try samples.figure { $0.configurations = ["\(digit)"] } }
  }

  // MARK: - Axes

  @Test func `a line for each value of an axis averages over everything else`() throws {
    let samples = try PlotSamples(
      """
      grid: {gamma: [0.9, 0.99], double: [false, true]}
      seeds: {count: 2}
      """)
    for configuration in 0..<4 {
      for replicate in 0..<2 {
        let score = Double(10 * configuration + replicate)
        try samples.write(configuration, replicate, evaluations: [0, score])
      }
    }
    let figure = try samples.figure { $0.axis = "gamma" }
    #expect(figure.columns == ["gamma"])
    #expect(figure.lines.map(\.cells) == [["0.99"], ["0.9"]])
    // 0, 1, 10, 11 and 20, 21, 30, 31.
    #expect(figure.lines.map { $0.points[1].mean } == [25.5, 5.5])
    #expect(
      figure.notes == [
        "Lines: means over 4 trials, the seeds of 2 configurations. Bands: 95 % Student-t intervals "
          + "of the mean over these trials, whose other settings differ."
      ])
    let double = try samples.figure { $0.axis = "double" }
    #expect(double.lines.map(\.cells) == [["true"], ["false"]])
  }

  @Test func `an axis has a line for the configurations in which it has no effect`() throws {
    let samples = try PlotSamples(
      """
      grid: {optimizer: [adam, rmsprop]}
      when:
        - {if: {optimizer: rmsprop}, grid: {optimizer.centered: [false, true]}}
      """)
    for configuration in 0..<3 {
      try samples.write(configuration, 0, evaluations: [0, Double(configuration)])
    }
    #expect(
      try samples.figure { $0.axis = "optimizer.centered" }.lines.map(\.cells)
        == [["true"], ["false"], ["–"]])
  }

  @Test func `an axis that is none is refused, with the nearest`() throws {
    let samples = try twelve()
    func error(_ axis: String) -> String? {
      #expect(throws: CurvePlotError.self) { try samples.figure { $0.axis = axis } }?.description
    }
    #expect(error("gama") == "there is no axis 'gama'; did you mean 'gamma'?")
    #expect(error("lr") == "there is no axis 'lr'; did you mean 'learning_rate'?")
    #expect(error("seed") == "there is no axis 'seed'; the axes are gamma, learning_rate")
    #expect(
      error("double")
        == "'double' does not vary in this experiment; the axes are gamma, learning_rate")
  }

  // MARK: - What is not there

  @Test func `failed, missing and damaged trials are left out, and counted`() throws {
    let samples = try PlotSamples.gamma()
    try samples.write(0, 0, evaluations: [1, 2])
    try samples.write(0, 1, .sample(failure: "diverged"))
    try samples.scratch.put("not HDF5", in: "curves/trials/\(samples.experiment.trials[2].id).h5")
    try samples.write(1, 0, evaluations: [3, 4])
    try samples.write(1, 1, evaluations: [5, 6])
    let figure = try samples.figure()
    #expect(figure.columns == ["gamma", "seeds"])
    #expect(figure.lines.map(\.cells) == [["0.99", "2"], ["0.9", "1"]])
    #expect(figure.notes.last == "Left out: trials: 1 failed, 1 missing, 1 damaged.")
  }

  @Test func `without a finished trial there is no figure`() throws {
    let samples = try PlotSamples.gamma()
    func error() -> String? {
      #expect(throws: CurvePlotError.self) { try samples.figure() }?.description
    }
    #expect(error() == "\(samples.folder.path): no trial is finished: 6 missing")
    try samples.write(0, 0, .sample(failure: "diverged"))
    #expect(error() == "\(samples.folder.path): no trial is finished: 1 failed, 5 missing")
    #expect(CurvePlotError.nothingToDraw(folder: "a", reason: "b").exitStatus == .wrongInput)
  }

  @Test func `planning has no learning curve`() throws {
    let samples = try PlotSamples("algorithm: dqn")
    let planning = try experiment(
      """
      name: planning
      environment: GridWorld-v1
      grid: {algorithm: [value-iteration, q-learning]}
      """)
    let folder = samples.scratch.results(planning)
    try folder.create()
    try folder.storeExperiment(planning.resolvedText)
    func plot() throws -> CurvePlot { try CurvePlot(of: folder) }
    #expect(throws: CurvePlotError.self) { try plot() }
    for trial in planning.trials {
      var result = TrialResult()
      result.evaluations = [1, 2].map { step in
        Evaluation(
          step: step, returns: Array(repeating: -3, count: trial.specification.evaluation.episodes))
      }
      try TrialRecord(trial.specification, result: result).write(to: folder.trialFile(trial.id))
    }
    #expect(
      try plot().notes == [
        "1 of 2 configurations.", "Lines: one seed each, so there are no intervals.",
        "Left out: 1 planning configuration.",
      ])
  }

  @Test func `the same results give the same bytes`() throws {
    let samples = try twelve()
    let bytes = try CurvePlot(of: samples.folder).svg(.auto)
    #expect(try CurvePlot(of: samples.folder).svg(.auto) == bytes)
    try CurvePlot(of: samples.folder).write(to: samples.folder.curvesFile, theme: .auto)
    #expect(try samples.scratch.text(of: "curves/curves.svg") == bytes)
    #expect(!bytes.contains(samples.scratch.path))
  }
}

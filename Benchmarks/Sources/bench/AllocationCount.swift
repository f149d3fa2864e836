import CMeasurement
import Cases

/// Heap blocks taken by training steps, counted one step at a time.
struct AllocationCount {
  var steps = 0
  /// Taken by steps within an episode.
  var within = 0
  var episodes = 0
  /// Taken by steps that end an episode, when the curves grow.
  var atEnds = 0

  /// Takes `steps` steps of the base training.
  init(steps: Int) {
    let training = Training()
    for _ in 0..<steps {
      let episodesBefore = training.episodesFinished
      let before = measurement_allocations()
      training.run(1)
      let taken = Int(measurement_allocations() - before)
      if training.episodesFinished > episodesBefore {
        episodes += 1
        atEnds += taken
      } else {
        self.steps += 1
        within += taken
      }
    }
  }
}

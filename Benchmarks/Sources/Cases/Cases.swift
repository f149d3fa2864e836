/// Everything that is measured, in the order of the table.
///
/// A new topic is one file that adds its cases here. Those that reach into DeepQ's internals exist in debug builds
/// only, which are optimised like release builds and are what `swift run` makes.
public let cases: [Case] =
  TrainingCases.all + AgentCases.all + ReplayCases.all + OptimizerCases.all + EnvironmentCases.all
  + ProductCases.all + AtariLearningCases.all + RandomCases.all + TrialCases.all

import HoneTuning

extension Session {
  /// The objects of the workbench under the names that every session starts with.
  func bindWorkbench() {
    for rows in [
      ModelObject.rows, DatasetObject.rows, PromptObject.rows, PromptRunObject.rows, OptimizerObject.rows,
      ScheduleObject.rows,
      ReportObject.rows, RunObject.rows, ScoreObject.rows, GenerationObject.rows, Plot.rows,
    ] { commands.register(rows) }
    bind("model", ModelObject())
    bind("dataset", DatasetObject())
    bind("prompt", PromptObject())
    bind("optimizer", OptimizerObject(.standard))
  }
}

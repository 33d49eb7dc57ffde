/// What decides, beside inputs and the kernel table, which bits the engine computes.
package enum Numerics {
  /// A part of the key of every kept result: a result of another version is computed again.
  ///
  /// Raise it by one, by hand, with every change that may move a bit of what a model says, scores or learns: in kernels,
  /// products and attention (this room, CKernels), tokenizers, templates and sampling (HoneModel), training (HoneTuning), the
  /// rendering of items (HonePrompting) or scoring (HoneEvaluation). A change of speed alone leaves it.
  package static let version = 1
}

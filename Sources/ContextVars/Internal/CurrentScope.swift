/// The one task local of the library: the innermost scope of the running task or thread.
///
/// One binding, whatever the number of variables: an unstructured task copies every task-local binding of its
/// parent, and a read walks them.
enum CurrentScope {
  @TaskLocal static var value: ContextScope?
}

// A program whose main thread runs a loop, as in every app. For each of several calls of `sync`, it prints
// a line that says what the work sees.
import ContextVars
import Foundation

let id = ContextVar("id", default: "nothing")
let ofMain = DispatchQueue(label: "of-main", target: .main)
let other = DispatchQueue(label: "other")

Thread {
  id.withValue("the caller's") {
    let context = Context.current
    // One after another, so that the results do not depend on each other.
    print("sync:", DispatchQueue.main.sync { id.get() })
    print("sync of a queue that targets the main queue:", ofMain.sync { id.get() })
    print("sync of another queue:", other.sync { id.get() })
    print("sync with a context:", DispatchQueue.main.sync(context: context) { id.get() })
    print(
      "sync with a context, of a queue that targets the main queue:",
      ofMain.sync(context: context) { id.get() })
  }
  exit(0)
}.start()
RunLoop.main.run()

// A program whose main thread runs a loop, as that of every app does: what work for the main queue sees
// there, printed as one line for each way to hand it over.
import ContextVars
import Foundation

let id = ContextVar("id", default: "nothing")
let ofMain = DispatchQueue(label: "of-main", target: .main)
let other = DispatchQueue(label: "other")

Thread {
  id.withValue("the caller's") {
    let context = Context.current
    // In turn, so that what comes of one does not depend on another.
    print("sync:", DispatchQueue.main.sync { id.get() })
    print("sync of a queue that targets it:", ofMain.sync { id.get() })
    print("sync of another queue:", other.sync { id.get() })
    print("sync with a context:", DispatchQueue.main.sync(context: context) { id.get() })
    print("sync with a context, of a queue that targets it:", ofMain.sync(context: context) { id.get() })
  }
  exit(0)
}.start()
RunLoop.main.run()

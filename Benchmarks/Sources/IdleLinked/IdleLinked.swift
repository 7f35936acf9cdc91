// The idle program linked with the library: it declares a variable, as programs do, and binds nothing.

import ContextVars
import IdleWork

@main
enum IdleLinked {
  static let variable = ContextVar("variable", default: 0)

  static func main() async {
    await IdleWork.main()
    precondition(!variable.isBound, "the variable is bound, although nothing binds it")
  }
}

// The idle program without the library.

import IdleWork

@main
enum IdleUnlinked {
  static func main() async { await IdleWork.main() }
}

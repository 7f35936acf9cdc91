# make            list the targets
# make test       the tests of the library, its clients and its benchmarks
# make bench      the fan-out benchmark: tables, figures, page

SOURCES := Package.swift Sources Fuzz/AccessLogs Fuzz/Headers Fuzz/Results Tests Snippets Examples/Shop/Package.swift Examples/Shop/Sources Examples/Shop/Tests \
  Examples/Batch/Package.swift Examples/Batch/Sources \
  Examples/PythonPort/Package.swift Examples/PythonPort/Crawler Examples/PythonPort/Session \
  Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Tests Benchmarks/Server/Package.swift Benchmarks/Server/Sources Benchmarks/Server/Tests
C_SOURCES := $(shell git ls-files '*.c' '*.h')
BENCHMARKS := swift build --configuration release --package-path Benchmarks --product fanout
# Builds every product, because some of them start others; RELEASE is the folder that they are in.
ALL_BENCHMARKS := swift build --configuration release --package-path Benchmarks
RELEASE = $$(swift build --configuration release --package-path Benchmarks --show-bin-path)
RESULTS := Benchmarks/Results
# Both commands that use it build with the same options, so that neither has to rebuild what the other built.
SERVER := --configuration release --package-path Benchmarks/Server
# The pages whose Swift stands in tests; ContextVars.md shows the README's example, which check-readme runs.
PAGES := $(filter-out %/ContextVars.md,$(wildcard Sources/*/*.docc/*.md))
# Builds the products behind traits as well, and their tests. Steps that do not concern them leave it out.
TRAITS := --traits NIO,Logging,Tracing

.DEFAULT_GOAL := help
.PHONY: toolchain $(shell awk -F : '/^[a-z-]+:.*\#\# / { print $$1 }' $(MAKEFILE_LIST))

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: toolchain ## Run the tests of the library, its clients and its benchmarks, and the README's example
	Scripts/check-readme
	Scripts/check-docs $(PAGES)
	swift test --package-path Benchmarks
	swift test --package-path Tests/Clients
	swift test $(TRAITS)

bench: toolchain ## Run the fan-out benchmark, in three minutes; write figures and page to Benchmarks/Results
	$(BENCHMARKS)
	@mkdir -p $(RESULTS)
	"$$($(BENCHMARKS) --show-bin-path)/fanout" --tour --json $(RESULTS)/fanout.json --html $(RESULTS)/report.html \
	  --commit "$$(git rev-parse --short HEAD 2>/dev/null)"

check-page: toolchain ## Check the page of a small run in Chromium, at telephone and desktop width, light and dark
	@Scripts/require chromium chromium "to see whether the page fits"
	@Scripts/require python3 python3 "to run Scripts/check-page"
	$(BENCHMARKS)
	@mkdir -p .build-page
	"$$($(BENCHMARKS) --show-bin-path)/fanout" --variables 1,8,64,1024,4096 --tasks 300 --html .build-page/page.html >.build-page/table
	Scripts/check-page .build-page/page.html

readme: ## Write the README's table and picture from the figures and the page of the last make bench
	@Scripts/require python3 python3 "to run Scripts/readme-figures"
	@Scripts/require chromium chromium "to take the picture"
	Scripts/readme-figures
	Scripts/picture-page $(RESULTS)/report.html $(RESULTS)/report.png

bench-budget: toolchain ## Measure every row of the budget and write the figures, or measure only some rows (ROWS=spawn,get)
	$(ALL_BENCHMARKS)
	@mkdir -p $(RESULTS)
	"$(RELEASE)/budget" $(if $(ROWS),--only '$(ROWS)',--json $(RESULTS)/budget.json)

bench-growth: toolchain ## Measure time and memory of the engine and its peers, 1 to 1,000,000 entries; write figures and charts
	@-Scripts/require gnuplot gnuplot-nox "to draw the charts"
	$(ALL_BENCHMARKS)
	@mkdir -p $(RESULTS)
	"$(RELEASE)/growth" --json $(RESULTS)/growth.json \
	  $$(command -v gnuplot >/dev/null && echo --plots $(RESULTS)/growth)

bench-server: toolchain ## Load a real server with each way of carrying context, checking each response; print the table, write figures
	@Scripts/require wrk wrk "to load the server"
	@Scripts/require python3 python3 "to run Scripts/bench-server"
	swift build $(SERVER) --product server
	@mkdir -p $(RESULTS)
	Scripts/bench-server --json $(RESULTS)/server.json

counts: toolchain ## Count each operation's allocations, retains, releases, instructions; fail above Benchmarks/limits.tsv
	@Scripts/require valgrind valgrind "to count instructions"
	@Scripts/require gcc gcc "to build with debugging information that valgrind can read"
	swift build --configuration release --package-path Benchmarks --product counts
	"$(RELEASE)/counts" --limits Benchmarks/limits.tsv
	Scripts/count-engine Benchmarks/limits.tsv

bench-engine: ## Print the costs of the engine's operations, with 4 to 32 slots per node
	@mkdir -p .build-engine
	@for bits in 2 3 4 5; do clang -std=c11 -O2 -DCHAMT_BITS=$$bits -ISources/CHamt/include \
	  Benchmarks/Engine/main.c Sources/CHamt/*.c -o .build-engine/bench && .build-engine/bench; done

check-shop: toolchain ## Test the example shop of three processes, and send it 1,000 orders at once
	@Scripts/require python3 python3 "to run Scripts/check-shop"
	@Scripts/require /usr/include/sqlite3.h libsqlite3-dev "SQLite's headers, for the shop's database"
	swift test --package-path Examples/Shop
	Scripts/check-shop "$$(swift build --package-path Examples/Shop --show-bin-path)"

check-examples: toolchain ## Build and run the other examples; compare their output with the expected output
	@Scripts/require python3 python3 "to run Scripts/check-examples"
	@Scripts/require pkg-config pkg-config "to build the C example as a user would"
	Scripts/check-examples

check-faults: toolchain ## Send the shop 10,000 requests, many of which hang up, miss deadlines or throw (SEED=1 repeats)
	@Scripts/require python3 python3 "to run Scripts/check-faults"
	@Scripts/require /usr/include/sqlite3.h libsqlite3-dev "SQLite's headers, for the shop's database"
	swift build --package-path Examples/Shop
	Scripts/check-faults "$$(swift build --package-path Examples/Shop --show-bin-path)" 10000 $(SEED)

test-server: toolchain ## Test the server of bench-server with each way of carrying context
	@Scripts/require wrk wrk "to load the server"
	@Scripts/require python3 python3 "to run Scripts/bench-server"
	swift test $(SERVER) --disable-testable-imports

sanitize: toolchain ## Run the library's tests under the address and thread sanitizers
	swift test --sanitize=address --scratch-path .build-address
	swift test $(TRAITS) --sanitize=thread --scratch-path .build-thread

test-release: toolchain ## Run the library's tests with optimisation, as users build it
	swift test $(TRAITS) --configuration release

stress: toolchain ## Grow trees of a million tasks, each checked against a model (CHAMT_SEED repeats them)
	CONTEXTVARS_STRESS_NODES=1060000 swift test $(TRAITS) --configuration release --filter StressTests

test-plain: toolchain ## Run the library's tests without the wrappers in C, and without the runtime's non-public entry points
	swift test -Xswiftc -DCONTEXTVARS_PLAIN_SPAWN --scratch-path .build-plain-spawn
	swift test -Xswiftc -DCONTEXTVARS_PLAIN_RUNTIME --scratch-path .build-plain

test-fallback: toolchain ## Run the clients' tests with ContextVarsImplicit empty, as it is for some toolchains
	swift test --package-path Tests/Clients --scratch-path .build-fallback -Xswiftc -DCONTEXTVARS_NO_SHADOWS

test-bits: toolchain ## Run the engine's tests with each branching factor; check preconditions, trap undefined behaviour
	set -e; for bits in 1 2 3 4 5; do echo "CHAMT_BITS=$$bits"; \
	  CHAMT_ALONE=1 swift test --scratch-path .build-bits -Xcc -DCHAMT_BITS=$$bits -Xcc -DCHAMT_CHECKS \
	    -Xswiftc -DCHAMT_CHECKS -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined; done

coverage: toolchain ## Print how much of the sources the tests cover; fail below the floors given here
	Scripts/coverage Sources/CHamt:98:95 Sources/CReaders:90:80 Sources/ContextVars:95:0 Sources/TaskContext:95:0 \
	  Sources/ContextVarsNIO:95:0 Sources/ContextVarsLogging:95:0 Sources/ContextVarsTracing:85:0 \
	  Sources/ContextVarsTestSupport:90:0 Sources/ContextVarsDiagnostics:90:0

docs: toolchain ## Build all documentation; fail at a warning, a dead link, an undocumented symbol
	@Scripts/require python3 python3 "to run Scripts/docs"
	Scripts/docs

docs-preview: toolchain ## Build the documentation and serve it at http://localhost:8000/documentation/contextvars
	@Scripts/require python3 python3 "to run Scripts/docs"
	Scripts/docs --serve

check-api: toolchain ## Compare the public interface with the last release's; skipped, with a note, without one
	Scripts/check-api

check: toolchain ## Run everything that CI runs, and print its figures (see Scripts/check)
	Scripts/check lint check-api symbols test-release stress test-plain test-fallback test-bits sanitize \
	  models model threads scope processors fuzz fuzz-text valgrind counts \
	  check-page check-shop check-faults check-examples coverage docs figures test

engine: ## Build the engine alone, with gcc and clang, into .build-engine; run its example
	@Scripts/require pkg-config pkg-config "to build the C example as a user would"
	@Scripts/require gcc gcc "to build the engine with the C compiler that most have"
	Scripts/build-engine gcc .build-engine/gcc
	Scripts/build-engine clang .build-engine/clang

symbols: engine ## Check that the engine exports only names that begin with chamt_
	Scripts/check-symbols .build-engine/gcc
	Scripts/check-symbols .build-engine/clang

fuzz: ## Let libFuzzer look for faults in the engine, for 60 seconds
	@Scripts/require clang clang "to build with libFuzzer"
	Scripts/fuzz 60

fuzz-text: ## Let libFuzzer look for faults in reading headers, access logs and results, for 90 seconds, two at a time
	Scripts/fuzz-text results 60 & results=$$!; \
	  Scripts/fuzz-text headers 45 && Scripts/fuzz-text access-logs 45; status=$$?; \
	  wait $$results && exit $$status

model: ## Check the engine against a model, for 10,000,000 random steps under sanitizers (CHAMT_SEED repeats them)
	@Scripts/require clang clang "to build with sanitizers"
	Scripts/model 10000000

threads: ## Let threads share maps, taking turns and at once, and count live objects, for 40 seconds (CHAMT_SEED repeats turns)
	@Scripts/require clang clang "to build with sanitizers"
	Scripts/threads 40

models: ## Explore all states of each protocol in Models, and show that it fails with any step left out
	@Scripts/require spin spin "to check the models"
	@Scripts/require gcc gcc "to build the checkers that spin writes"
	Scripts/models

soak: toolchain ## Run trees of tasks, the engine's model and its fuzzer at once for MINUTES (30); memory must stay flat
	@Scripts/require clang clang "to build with libFuzzer"
	Scripts/soak $(or $(MINUTES),30)

scope: ## Check the scope's C parts: 1,000,000 random steps, and readers beside its owner for 12 seconds (CHAMT_SEED repeats steps)
	@Scripts/require clang clang "to build with sanitizers"
	Scripts/scope 1000000 12

processors: ## Run the engine's and the scope's harness on Arm (64 and 32 bits), s390x, musl and WebAssembly; build both for Windows
	@Scripts/require clang clang "to build for WebAssembly and Windows"
	@Scripts/require qemu-s390x qemu-user "to run programs of other processors"
	@for of in aarch64-linux-gnu:arm64 arm-linux-gnueabihf:armhf s390x-linux-gnu:s390x; do \
	  Scripts/require $${of%:*}-gcc gcc-$${of%:*} "to build for another processor" && \
	  Scripts/require /usr/$${of%:*}/include/stdlib.h libc6-dev-$${of#*:}-cross "the C library of another processor" || exit 1; done
	@Scripts/require musl-gcc musl-tools "to build with musl"
	@Scripts/require x86_64-w64-mingw32-gcc-posix gcc-mingw-w64-x86-64-posix "to build for Windows"
	@Scripts/require /usr/lib/wasm32-wasi/libc.a wasi-libc "the C library of WebAssembly"
	@Scripts/require /usr/share/doc/libclang-rt-dev-wasm32 libclang-rt-dev-wasm32 "clang's runtime library for WebAssembly"
	@Scripts/require node nodejs "to run WebAssembly"
	Scripts/processors 300000

valgrind: ## Run 20,000 random steps and the C example under valgrind
	@Scripts/require valgrind valgrind "to find memory that is used before it is written"
	@Scripts/require gcc gcc "to build with debugging information that valgrind can read"
	Scripts/memcheck 20000

lint: ## Check formatting, prose and links, and that generated files are up to date and fit the toolchain
	@Scripts/require clang-format clang-format "to check the formatting of C"
	@Scripts/require python3 python3 "to check the generated files"
	Scripts/check-text
	Scripts/generate-spawns --check
	Scripts/readme-figures --check
	Scripts/check-shadows
	swift format lint --strict --recursive $(SOURCES)
	clang-format --dry-run -Werror $(C_SOURCES)

generate: ## Generate the functions that start tasks, which all have the same shape
	@Scripts/require python3 python3 "to run Scripts/generate-spawns"
	Scripts/generate-spawns

format: ## Format all sources in place
	swift format --in-place --recursive $(SOURCES)
	clang-format -i $(C_SOURCES)

clean: ## Remove all build products
	rm -rf .build .build-* Examples/*/.build Benchmarks/.build Benchmarks/Server/.build Tests/Clients/.build

toolchain:
	@Scripts/require swift "" "to build anything: https://www.swift.org/install"
	@-Scripts/require /usr/include/stdlib.h libc6-dev "the C library's headers, for the engine"

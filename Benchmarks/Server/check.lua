-- wrk's script: gives each request its own id and trace, and checks every byte of every response.
--
-- At the end it prints one line of JSON: requests, seconds, p50 and p99 of the latency in ms, the numbers of
-- checked and of wrong responses, the first error found, and the number of connection failures.
-- Its one argument, which must differ between runs of wrk, becomes part of the ids.

local children = 16
local threads = {}

function setup(thread)
  thread:set("number", #threads + 1)
  table.insert(threads, thread)
end

-- Everything from here to `done` runs in each thread, with its own variables.

checked, wrong, first_wrong = 0, 0, ""
local sent = 0
-- The traces of the requests that wait for their response, by id. Every response must belong to one of them.
local waiting = {}
local own_prefix, template

function init(args)
  own_prefix = string.format("request-%s-%d-", args[1], number)
  local lines = { "request ID\n" }
  for child = 0, children - 1 do
    lines[#lines + 1] = string.format("child %d ID TRACE ID/%d\n", child, child)
  end
  -- The handler must not see its children's own values.
  lines[#lines + 1] = "handler ID TRACE -\n"
  template = table.concat(lines)
end

function request()
  sent = sent + 1
  local id = own_prefix .. sent
  -- In the standard format of the header: version, trace, parent, flags.
  local trace = string.format("00-%032x-%016x-01", sent, sent)
  waiting[id] = trace
  return wrk.format("GET", "/", {
    ["x-request-id"] = id,
    ["x-tenant"] = "tenant-of-many-users",
    ["x-deadline"] = "2030-01-01T00:00:00Z",
    ["x-user"] = "user-with-a-long-name",
    ["traceparent"] = trace,
    ["x-attempt"] = "first-attempt-of-three",
  })
end

local function note(what)
  wrong = wrong + 1
  if wrong == 1 then first_wrong = what end
end

local function difference(body, expected)
  local of_body, of_expected = body:gmatch("([^\n]*)\n"), expected:gmatch("([^\n]*)\n")
  for line in of_expected do
    local seen = of_body() or "nothing"
    if seen ~= line then return string.format("'%s' must be '%s'", seen, line) end
  end
  return "there are more lines than expected"
end

function response(status, headers, body)
  checked = checked + 1
  if status ~= 200 then return note(string.format("status %d: %s", status, body)) end
  local id = body:match("^request (%S+)\n")
  local trace = id and waiting[id]
  if not trace then
    return note(string.format("'%s' matches no request that waits for a response", body:match("[^\n]*")))
  end
  waiting[id] = nil
  local values = { ID = id, TRACE = trace }
  local expected = template:gsub("%u+", values)
  if body ~= expected then note(difference(body, expected)) end
end

local function quoted(text)
  return '"' .. text:gsub('[%c"\\]', function(c) return string.format("\\u%04x", c:byte()) end) .. '"'
end

function done(summary, latency, requests)
  local all_checked, all_wrong, what = 0, 0, ""
  for _, thread in ipairs(threads) do
    all_checked = all_checked + thread:get("checked")
    all_wrong = all_wrong + thread:get("wrong")
    if what == "" then what = thread:get("first_wrong") end
  end
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,' ..
      '"checked":%d,"wrong":%d,"first_wrong":%s,"failures":%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    all_checked, all_wrong, quoted(what), errors.connect + errors.read + errors.write + errors.timeout))
end

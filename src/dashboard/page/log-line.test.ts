import { expect, it } from "vitest";
import { byTime, readLine } from "./log-line.js";

it("reads a service's line, the gateway's, and a plain one", () => {
  const service = {
    level: "INFO",
    time: "2026-01-01T00:00:00.000Z",
    msg: "stored",
    service: "a",
    trace_id: "t1",
    user: "u",
    n: 1,
  };
  expect(readLine(JSON.stringify(service))).toEqual({
    ...{ level: "info", time: service.time, message: "stored", traceId: "t1", fields: "user=u  n=1" },
  });
  const gateway = {
    time: service.time,
    level: "info",
    message: "request",
    method: "GET",
    path: "/a",
    status: 200,
  };
  const more = { durationMs: 1, requestId: "r", traceId: "t2", upstream: "", outcome: "responded" };
  expect(readLine(JSON.stringify({ ...gateway, ...more }))).toMatchObject({
    ...{ message: "GET /a 200 1.0 ms", traceId: "t2", fields: "" },
  });
  expect(readLine("\u001b[32mgreen\u001b[0m {")).toEqual({
    ...{ level: null, time: null, message: "green {", traceId: null, fields: "" },
  });
  for (const text of ["{", "{}", "[1]", '{"level":1}', "null"]) expect(readLine(text).message).toBe(text);
});

it.each([
  ["2026-11-25 18:51:32.778 UTC [8175] LOG:  ready", "2026-11-25T18:51:32.778Z", "[8175] LOG:  ready"],
  [
    "2026-11-25 18:51:32.778123+02:00 [info] <0.1.0> up",
    "2026-11-25T18:51:32.778123+02:00",
    "[info] <0.1.0> up",
  ],
  ["    2026/11/25 18:51:32 [INFO] agent: up", null, "    2026/11/25 18:51:32 [INFO] agent: up"],
  ["2026/11/25 18:51:32 [INFO] agent: up", "2026-11-25T18:51:32Z", "[INFO] agent: up"],
  ["2026-11-25T18:51:32.778Z [INFO]  agent: up", "2026-11-25T18:51:32.778Z", "[INFO]  agent: up"],
])("takes the time out of %s", (text, time, message) => {
  expect(readLine(text)).toEqual({ level: null, traceId: null, fields: "", time, message });
  if (time !== null) expect(Date.parse(time)).not.toBeNaN();
});

it("puts the lines of several logs in order, and keeps together what belongs together", () => {
  const line = (source: string, second: number) => ({
    source,
    text: JSON.stringify({ level: "info", msg: "x", time: `2026-01-01T00:00:0${second}.000Z` }),
  });
  const plain = { source: "a", text: "  at somewhere" };
  const sorted = byTime([line("a", 1), plain, line("a", 5), line("b", 2), line("b", 5)]);
  expect(sorted).toEqual([line("a", 1), plain, line("b", 2), line("a", 5), line("b", 5)]);
});

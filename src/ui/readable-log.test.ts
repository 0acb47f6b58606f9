import { expect, test } from "vitest";
import { readableLog } from "./readable-log.js";

const plain = (_: unknown, text: string): string => text;
const time = new Date(2026, 0, 2, 3, 4, 5, 6).toISOString();
const shown = (fields: object): readonly string[] =>
  readableLog(
    JSON.stringify({ level: "info", time, service: "user-service", version: "dev", ...fields }),
    plain,
  );

test("time, level, message and what else is said, without what every line says", () => {
  expect(shown({ msg: "started", port: 8080 })).toEqual(["03:04:05.006 INFO  started port=8080"]);
});

test("a request is one short line", () => {
  const request = {
    msg: "request",
    method: "GET",
    path: "/api/v1/users",
    status: 200,
    durationMs: 3.14,
    reqId: "1",
  };
  expect(shown(request)).toEqual(["03:04:05.006 INFO  GET /api/v1/users 200 3.1 ms"]);
});

test("an error brings its message and its stack", () => {
  const error = {
    type: "Error",
    message: "no such table",
    stack: "Error: no such table\n    at run (a.ts:1:2)",
  };
  expect(shown({ level: "fatal", msg: "cannot start", error })).toEqual([
    "03:04:05.006 FATAL cannot start: no such table",
    "  at run (a.ts:1:2)",
  ]);
});

test.each(["plain text", '{"not":"a log line"}', "{broken", ""])("%s stays as it is", (line) => {
  expect(readableLog(line, plain)).toEqual([line]);
});

import { expect, test } from "vitest";
import { isPlatformLine } from "./platform-line.js";

test.each([
  "START RequestId: 7c0 Version: $LATEST",
  "END RequestId: 7c0",
  "REPORT RequestId: 7c0\tDuration: 1.00 ms\tBilled Duration: 2 ms\t",
  "INIT_START Runtime Version: nodejs24.x",
  '{"time":"2026-11-27T00:00:00Z","type":"platform.start","record":{}}',
  '{"time":"2026-11-27T00:00:00Z","type":"platform.report","record":{"status":"success"}}',
])("%s is Lambda's own word", (line) => expect(isPlatformLine(line)).toBe(true));

test.each([
  "STARTED RequestId: 7c0",
  '{"level":"info","message":"START RequestId: 7c0"}',
  "2026-11-27T00:00:00Z 7c0 Task timed out after 3.00 seconds",
  "REPORT RequestId: 7c0\tDuration: 3000.00 ms\tStatus: timeout",
  '{"time":"2026-11-27T00:00:00Z","type":"platform.report","record":{"status":"timeout"}}',
])("%s is to be seen", (line) => expect(isPlatformLine(line)).toBe(false));

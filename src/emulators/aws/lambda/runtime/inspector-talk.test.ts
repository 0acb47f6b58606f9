import { expect, test } from "vitest";
import { withoutInspectorTalk } from "./inspector-talk.js";

test("the inspector's port is read, and only the function's own lines are given on", () => {
  const ports: number[] = [];
  const lines: string[] = [];
  const read = withoutInspectorTalk(
    (port) => ports.push(port),
    (line) => lines.push(line),
  );
  for (const line of [
    "Debugger listening on ws://127.0.0.1:40123/0a1b-2c",
    "For help, see: https://nodejs.org/en/docs/inspector",
    "Debugger attached.",
    "a line of the function's",
    "Waiting for the debugger to disconnect...",
  ]) {
    read(line);
  }
  expect(ports).toEqual([40123]);
  expect(lines).toEqual(["a line of the function's"]);
});

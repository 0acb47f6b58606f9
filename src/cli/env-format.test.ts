import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { formatEnv } from "./env-format.js";

const variables = { AMQP_URL: "amqp://shop:s-e_c@127.0.0.1:5672/shop", ODD: `it's "$HOME" \`x\`` };

test("dotenv quotes only what has to be quoted", () => {
  expect(formatEnv(variables, "dotenv").split("\n")).toEqual([
    "AMQP_URL=amqp://shop:s-e_c@127.0.0.1:5672/shop",
    'ODD="it\'s \\"$HOME\\" `x`"',
  ]);
});

test("a shell reads back exactly what was written", () => {
  const script = `${formatEnv(variables, "shell")}\nprintf '%s|%s' "$AMQP_URL" "$ODD"`;
  expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(
    `${variables.AMQP_URL}|${variables.ODD}`,
  );
});

test("json is one object", () => {
  expect(JSON.parse(formatEnv(variables, "json"))).toEqual(variables);
});

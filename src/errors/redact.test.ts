import { expect, test } from "vitest";
import { MsxError } from "./msx-error.js";
import { redact } from "./redact.js";

test("masks the password of a URL and keeps the rest", () => {
  expect(redact("postgres://shop:s3cret@localhost:5432/db refused")).toBe(
    "postgres://shop:***@localhost:5432/db refused",
  );
});

test("masks assigned passwords and tokens", () => {
  expect(redact('POSTGRES_PASSWORD=abc other=1 "token": "xyz"')).not.toMatch(/abc|xyz/);
});

test("an error never carries a secret in its message or its values", () => {
  const error = new MsxError("DOCKER_FAILED", { detail: "amqp://u:pw@h", doing: "x", remedy: "y" });
  expect(JSON.stringify(error.params) + error.message).not.toContain("pw@");
});

import { describe, expect, it } from "vitest";
import { connectionNamed } from "./hop-by-hop.js";
import { buildResponseHeaders } from "./response-headers.js";

describe("connectionNamed", () => {
  it("lists the further fields of this connection", () => {
    expect(connectionNamed("keep-alive, X-Secret ,, x-other")).toEqual(new Set(["x-secret", "x-other"]));
    expect(connectionNamed("close")).toBeUndefined();
    expect(connectionNamed(undefined)).toBeUndefined();
  });

  it("does not let framing be taken away", () => {
    expect(connectionNamed("content-length, host, transfer-encoding")).toBeUndefined();
  });
});

describe("buildResponseHeaders", () => {
  it("keeps what is end to end, in order, repeated and in its bytes", () => {
    const raw = [
      ...["Set-Cookie", "a=1", "Connection", "X-Hop", "Keep-Alive", "timeout=5", "Set-Cookie", "b=2"],
      ...["X-Hop", "1", "Trailer", "x", "X-Request-ID", "theirs", "Location", "/l", "X-Name", "caf\u00e9"],
    ].map((text) => Buffer.from(text, "latin1"));
    const { fields } = buildResponseHeaders(
      raw,
      new Set(["x-request-id"]),
      (location) => `/mapped${location}`,
    );
    expect(fields).toEqual([
      "Set-Cookie",
      "a=1",
      "Set-Cookie",
      "b=2",
      "Location",
      "/mapped/l",
      "X-Name",
      "caf\u00e9",
    ]);
  });
});

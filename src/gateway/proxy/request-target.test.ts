import { describe, expect, it } from "vitest";
import { parseRequestTarget } from "./request-target.js";

describe("parseRequestTarget", () => {
  it.each([
    ["/a/b?x=1?y", { path: "/a/b", query: "?x=1?y" }],
    ["http://host:1/a?b", { path: "/a", query: "?b" }],
    ["http://host", { path: "/", query: "" }],
    ["http://host?q", { path: "/", query: "?q" }],
    ["/a/..b/c./.well-known/...", { path: "/a/..b/c./.well-known/...", query: "" }],
    ["/file.txt?path=../x", { path: "/file.txt", query: "?path=../x" }],
  ])("splits %s", (url, target) => {
    expect(parseRequestTarget(url)).toEqual(target);
  });

  it.each([
    "/a/../b",
    "/..",
    "/a/.",
    "/a/%2e%2E/b",
    "/a/.%2e",
    "/a/..%2fb",
    "/a\\..\\b",
    "/a%2f../b",
    "/a%5c..",
  ])("refuses the dot segments of %s", (url) => {
    expect(parseRequestTarget(url)).toMatchObject({ status: 400 });
  });

  it("refuses what is no target, and a very long one", () => {
    expect(parseRequestTarget("*")).toMatchObject({ status: 400 });
    expect(parseRequestTarget("ftp://host/a")).toMatchObject({ status: 400 });
    expect(parseRequestTarget("/a#b")).toMatchObject({ status: 400 });
    expect(parseRequestTarget(`/${"a".repeat(8192)}`)).toMatchObject({ status: 414 });
  });
});

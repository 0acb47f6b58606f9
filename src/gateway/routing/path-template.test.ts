import { describe, expect, it } from "vitest";
import { compilePathFiller, compilePathTemplate, PathTemplateError } from "./path-template.js";

describe("compilePathTemplate", () => {
  it.each([
    ["/api/users/{everything}", "/api/users", { everything: "" }],
    ["/api/users/{everything}", "/api/users/", { everything: "" }],
    ["/api/users/{everything}", "/api/users/7", { everything: "7" }],
    ["/api/users/{everything}", "/api/users/7/events/2", { everything: "7/events/2" }],
    ["/api/users/{everything}", "/API/Users/A%2Fb", { everything: "A%2Fb" }],
    ["/api/users/{id}/events", "/api/users/7/events", { id: "7" }],
    ["/api/users/{id}/events/{n}", "/api/users/7/events/2/x", { id: "7", n: "2/x" }],
    ["/{url}", "/", { url: "" }],
    ["/{url}", "/a/b", { url: "a/b" }],
    ["/reports-{year}", "/reports-2026", { year: "2026" }],
    ["/api/users", "/api/users/", {}],
    ["/", "/", {}],
    ["/a.b", "/a.b", {}],
  ])("%s takes %s", (template, path, values) => {
    expect(compilePathTemplate(template, false).match(path)).toEqual(values);
  });

  it.each([
    ["/api/users/{everything}", "/api/usersx"],
    ["/api/users/{everything}", "/api/user"],
    ["/api/users/{id}/events", "/api/users//events"],
    ["/api/users/{id}/events", "/api/users/7/8/events"],
    ["/api/users", "/api/users/7"],
    ["/", "/a"],
    ["/a.b", "/axb"],
  ])("%s does not take %s", (template, path) => {
    expect(compilePathTemplate(template, false).match(path)).toBeUndefined();
  });

  it("heeds case when the route asks for it", () => {
    expect(compilePathTemplate("/Api", true).match("/api")).toBeUndefined();
  });

  it.each(["api", "/a?x={y}", "/a#b", "/{a}{b}", "/{a", "/a}", "/{a}/{a}", "/{1x}"])(
    "refuses %s",
    (template) => {
      expect(() => compilePathTemplate(template, false)).toThrow(PathTemplateError);
    },
  );
});

describe("compilePathFiller", () => {
  it.each([
    ["/api/v1/users/{everything}", { everything: "" }, "/api/v1/users"],
    ["/api/v1/users/{everything}", { everything: "7/" }, "/api/v1/users/7/"],
    ["/{everything}", { everything: "" }, "/"],
    ["/u/{id}/e", { id: "7" }, "/u/7/e"],
    ["/search?user={id}", { id: "$&" }, "/search?user=$&"],
  ])("%s with %j is %s", (template, values, path) => {
    expect(compilePathFiller(template)(values)).toBe(path);
  });
});

import { expect, test } from "vitest";
import { badRequest, conflict, ProblemError } from "./problem.js";

test("a problem leaves out what it does not know", () => {
  expect(conflict("taken").toBody("/users")).toEqual({
    type: "about:blank",
    title: "Conflict",
    status: 409,
    detail: "taken",
    instance: "/users",
  });
  expect(new ProblemError({ status: 500, title: "Internal Server Error" }).toBody()).toEqual({
    type: "about:blank",
    title: "Internal Server Error",
    status: 500,
  });
});

test("what is wrong with a request is listed", () => {
  const errors = [{ pointer: "#/email", detail: "must be an address" }];
  expect(badRequest("no", errors).toBody().errors).toEqual(errors);
});

import { expect, test } from "vitest";
import { referenceStacks } from "./reference-stacks.js";

test.each([
  ["typescript", "typescript typescript typescript"],
  ["dotnet", "dotnet dotnet dotnet"],
  ["user=dotnet,payment=typescript,order=dotnet", "dotnet typescript dotnet"],
  ["payment=dotnet", "typescript dotnet typescript"],
  ["order=dotnet, user=dotnet", "dotnet typescript dotnet"],
])("%s", (option, expected) => {
  const { user, payment, order } = referenceStacks(option);
  expect([user, payment, order].join(" ")).toBe(expected);
});

test.each(["item=dotnet", "user=dotnet,user=typescript", "user=dotnet,", "=dotnet"])(
  "refuses %s",
  (option) => {
    expect(() => referenceStacks(option)).toThrow(
      expect.objectContaining({
        code: "OPTION_INVALID",
        params: expect.objectContaining({ option: "--stack", value: option }),
      }),
    );
  },
);

import { expect, it } from "vitest";
import type { Template } from "../../../cloudformation/template/template.js";
import { withVariables } from "./function-variables.js";

const given = { COLLECTOR: "http://here" };

function variables(template: Template, id: string): unknown {
  const { Environment: environment } = withVariables(template, given).Resources[id]?.Properties ?? {};
  return environment;
}

it("gives functions what their template does not set, and nothing to what is none", () => {
  const template: Template = {
    Resources: {
      Plain: { Type: "AWS::Lambda::Function" },
      Own: {
        Type: "AWS::Serverless::Function",
        Properties: { Environment: { Variables: { COLLECTOR: "http://there", OTHER: "1" } } },
      },
      Computed: {
        Type: "AWS::Lambda::Function",
        Properties: { Environment: { Variables: { "Fn::FindInMap": ["A", "b", "c"] } } },
      },
      Table: { Type: "AWS::DynamoDB::Table", Properties: {} },
    },
  };
  expect(variables(template, "Plain")).toEqual({ Variables: given });
  expect(variables(template, "Own")).toEqual({ Variables: { COLLECTOR: "http://there", OTHER: "1" } });
  expect(variables(template, "Computed")).toEqual(template.Resources.Computed?.Properties?.Environment);
  expect(variables(template, "Table")).toBeUndefined();
});

it("leaves to SAM's Globals what they set", () => {
  const template: Template = {
    Globals: { Function: { Environment: { Variables: { COLLECTOR: "http://there" } } } },
    Resources: { Sam: { Type: "AWS::Serverless::Function" }, Raw: { Type: "AWS::Lambda::Function" } },
  };
  expect(variables(template, "Sam")).toEqual({ Variables: {} });
  expect(variables(template, "Raw")).toEqual({ Variables: given });
});

import { expect, test } from "vitest";
import { readDocument } from "../template/read-template.js";
import { asTemplate } from "../template/template.js";
import { evaluateStack } from "./evaluate-stack.js";
import { parameterTexts } from "./parameters.js";

const place = {
  ...{ stackName: "shop", stackId: "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1" },
  ...{ accountId: "123456789012", region: "eu-west-1" },
};

function evaluated(text: string, values: Record<string, string> = {}) {
  const template = asTemplate(readDocument(text).data);
  const parameters = parameterTexts(template, { values });
  return evaluateStack(template, {
    place,
    parameters,
    exported: (name) => (name === "shared-arn" ? "arn:shared" : undefined),
  });
}

function propertiesOf(body: string, head = "") {
  const [resource] = evaluated(`${head}
Resources:
  Other: {Type: AWS::SQS::Queue}
  It:
    Type: AWS::SQS::Queue
    Properties:
${body}`).resources.filter(({ logicalId }) => logicalId === "It");
  return resource?.properties;
}

test("carries out every function that needs no resource", () => {
  const head = `
Parameters:
  Stage: {Type: String, Default: dev}
  Names: {Type: CommaDelimitedList, Default: "a, b"}
Mappings:
  Sizes:
    dev: {Memory: 128}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  Both: !And [!Condition IsDev, !Not [!Equals [!Ref "AWS::Region", us-east-1]]]
  Neither: !Or [!Not [!Condition IsDev], !Equals [a, b]]`;
  const sub = `
      A: !Ref Stage
      B: !Sub "\${Stage}-\${AWS::AccountId}-\${!Literal}-\${AWS::StackName}"
`;
  expect(propertiesOf(sub, head)).toEqual({ A: "dev", B: `dev-123456789012-$${"{Literal}"}-shop` });
  expect(
    propertiesOf(
      `
      A: !Join ["-", [a, !Ref Stage]]
      B: !Select [1, !Ref Names]
      C: !Split [",", "x,y"]
      D: !If [Both, yes it is, no]
      E: !If [Neither, x, !Ref "AWS::NoValue"]
      F: !FindInMap [Sizes, !Ref Stage, Memory]
      G: {"Fn::Base64": !Sub "\${Stage}!"}
      H: !ImportValue shared-arn
      I: [1, !If [Neither, 2, !Ref AWS::NoValue], 3]
      J: !Length [a, b]
      K: {"Fn::ToJsonString": {a: [1, !Ref Stage]}}
      L: !Sub ["\${one}/\${Stage}", {one: !Select [0, !Ref Names]}]
`,
      head,
    ),
  ).toEqual({
    ...{ A: "a-dev", B: "b", C: ["x", "y"], D: "yes it is", F: 128, G: "ZGV2IQ==", H: "arn:shared" },
    ...{ I: [1, 3], J: 2, K: '{"a":[1,"dev"]}', L: "a/dev" },
  });
});

test("keeps what waits for a resource, and orders resources by it", () => {
  const { resources, outputs } = evaluated(`
Resources:
  Last:
    Type: AWS::SQS::Queue
    DependsOn: Middle
  Middle:
    Type: AWS::SQS::Queue
    Properties:
      Name: !Sub "\${First.Arn}/\${AWS::Region}/x"
      Only: !Sub "\${First}"
      Parts: !Split [":", !GetAtt First.Arn]
  First:
    Type: AWS::SQS::Queue
Outputs:
  Url: {Value: !Ref First, Export: {Name: !Sub "\${AWS::StackName}-url"}}
`);
  expect(resources.map(({ logicalId, dependsOn }) => [logicalId, dependsOn])).toEqual([
    ["First", []],
    ["Middle", ["First"]],
    ["Last", ["Middle"]],
  ]);
  expect(resources[1]?.properties).toEqual({
    Name: { "Fn::Join": ["", [{ "Fn::GetAtt": ["First", "Arn"] }, "/eu-west-1/x"]] },
    Only: { Ref: "First" },
    Parts: { "Fn::Split": [":", { "Fn::GetAtt": ["First", "Arn"] }] },
  });
  expect(outputs).toEqual([{ key: "Url", value: { Ref: "First" }, exportName: "shop-url" }]);
});

test("leaves out what its condition does not want", () => {
  const { resources, outputs } = evaluated(
    `
Parameters: {Stage: {Type: String}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Resources:
  Always: {Type: AWS::SQS::Queue, DependsOn: [Sometimes]}
  Sometimes: {Type: AWS::SQS::Queue, Condition: IsProd}
Outputs:
  Out: {Condition: IsProd, Value: !Ref Sometimes}`,
    { Stage: "dev" },
  );
  expect(resources).toMatchObject([{ logicalId: "Always", dependsOn: [] }]);
  expect(outputs).toEqual([]);
});

const queue = "{Type: AWS::SQS::Queue}";
test.each([
  [
    `Resources: {A: {Type: T, Properties: {X: !Ref B}}, B: {Type: T, Properties: {X: !GetAtt A.Arn}}, C: {Type: T, DependsOn: B}}`,
    "Circular dependency between resources: [A, B]",
  ],
  [
    `Resources: {A: {Type: T, Properties: {X: !Ref Gone}}}`,
    "Template format error: Unresolved resource dependencies [Gone] in the Resources block of the template",
  ],
  [
    `Resources: {A: {Type: T, DependsOn: [Gone]}}`,
    "Template format error: Unresolved resource dependencies [Gone] in the Resources block of the template",
  ],
  [
    `Resources: {A: {Type: T, Properties: {X: !GetAtt Gone.Arn}}}`,
    "Template error: instance of Fn::GetAtt references undefined resource Gone",
  ],
  [
    `{Resources: {A: ${queue}}, Outputs: {O: {Value: !Ref Gone}}}`,
    "Template format error: Unresolved resource dependencies [Gone] in the Outputs block of the template",
  ],
  [
    `{Parameters: {P: {Type: String}, Q: {Type: String}}, Resources: {A: ${queue}}}`,
    "Parameters: [P, Q] must have values",
  ],
  [
    `{Parameters: {P: {Type: String, Default: x, AllowedValues: [a]}}, Resources: {A: ${queue}}}`,
    "Parameter 'P' must be one of AllowedValues",
  ],
  [
    `{Parameters: {P: {Type: Number, Default: x}}, Resources: {A: ${queue}}}`,
    "Parameter 'P' must be a number.",
  ],
  [`{Resources: {}}`, "Template format error: At least one Resources member must be defined."],
  [`{Resourcs: {}, Resources: {A: ${queue}}}`, "Invalid template property or properties [Resourcs]"],
  [`{Resources: {A: {Type: T, Propertys: {}}}}`, "Encountered unsupported property Propertys"],
  [
    `{Resources: {A: {Properties: {}}}}`,
    "Template format error: [/Resources/A] Every Resources object must contain a Type member.",
  ],
  [`{Resources: {A: {Type: T, Properties: {X: !GetAZs ""}}}}`, /^Fn::GetAZs is not supported by msx/],
  [`{Resources: {A: {Type: T, Properties: {X: "{{resolve:ssm:a}}"}}}}`, /^A dynamic reference/],
  [`{Resources: {A: {Type: T, Properties: {X: !ImportValue none}}}}`, "No export named none found."],
])("refuses %s", (text, message) => {
  expect(() => evaluated(text)).toThrow(message);
});

import { describe, expect, test } from "vitest";
import { addToProgram, programByHand } from "./edit-program.js";
import { UnknownShapeError } from "./edit-service-definition.js";

const gain = {
  usings: ["Adapters.Http", "Domain"],
  types: ["ThingUseCase"],
  statements: (builder: string) => [`${builder}.Services.AddScoped<ThingUseCase>();`],
};
const usings = "using Adapters.Http;\nusing Chassis;\nusing Domain;\n";
const program = (body: string): string => `using Chassis;\n\n${body}\nawait app.RunAsync();\n`;
const grown = (body: string): string => `${usings}\n${body}\nawait app.RunAsync();\n`;

describe("addToProgram", () => {
  test.each([
    [
      "the generated shape",
      "var builder = WebApplication.CreateBuilder(args);\nbuilder.AddChassis();\n\nvar app = builder.Build();",
      "var builder = WebApplication.CreateBuilder(args);\nbuilder.AddChassis();\nbuilder.Services.AddScoped<ThingUseCase>();\n\nvar app = builder.Build();",
    ],
    [
      "other names, and comments that look like code",
      'var web = WebApplication.CreateBuilder(args);\n// var app = web.Build();\nweb.Say("var app = web.Build();"); // mine\n\n// Built.\nWebApplication app = web.Build();',
      'var web = WebApplication.CreateBuilder(args);\n// var app = web.Build();\nweb.Say("var app = web.Build();"); // mine\nweb.Services.AddScoped<ThingUseCase>();\n\n// Built.\nWebApplication app = web.Build();',
    ],
    [
      "a method of its own, behind a block",
      "static void Main() {\n    var b = WebApplication.CreateBuilder();\n    if (fast)\n    {\n        b.Run();\n    }\n    var app = b.Build();\n}",
      "static void Main() {\n    var b = WebApplication.CreateBuilder();\n    if (fast)\n    {\n        b.Run();\n    }\n    b.Services.AddScoped<ThingUseCase>();\n    var app = b.Build();\n}",
    ],
  ])("inserts into %s", (_shape, before, after) => {
    expect(addToProgram(program(before), gain)).toBe(grown(after));
  });

  test("keeps a byte order mark, line ends, and usings that are there", () => {
    const before =
      "\uFEFFusing Domain;\r\nvar b = WebApplication.CreateBuilder();\r\nvar app = b.Build();\r\n";
    expect(addToProgram(before, gain)).toBe(
      "\uFEFFusing Adapters.Http;\r\nusing Domain;\r\nvar b = WebApplication.CreateBuilder();\r\nb.Services.AddScoped<ThingUseCase>();\r\nvar app = b.Build();\r\n",
    );
  });

  test.each([
    ["no builder", "var app = Service.Make();"],
    [
      "two builders",
      "var a = WebApplication.CreateBuilder();\nvar b = WebApplication.CreateBuilder();\nvar app = a.Build();",
    ],
    ["an application built in one breath", "var app = WebApplication.CreateBuilder(args).AddAll().Build();"],
    [
      "one that is built twice",
      "var b = WebApplication.CreateBuilder();\nvar x = b.Build();\nvar y = b.Build();",
    ],
    [
      "what is switched off",
      "#if NEVER\nvar b = WebApplication.CreateBuilder();\nvar app = b.Build();\n#endif",
    ],
    [
      "a name that is taken",
      "var b = WebApplication.CreateBuilder();\nb.Add<ThingUseCase>();\nvar app = b.Build();",
    ],
  ])("refuses %s", (_what, body) => {
    expect(() => addToProgram(program(body), gain)).toThrow(UnknownShapeError);
  });
});

test("what is left to a person stands at the end", () => {
  expect(programByHand("using Domain;\nService.Run();\n", gain)).toBe(
    "using Adapters.Http;\nusing Domain;\nService.Run();\n\n// Before the application is built, on its builder:\n//   builder.Services.AddScoped<ThingUseCase>();\n",
  );
});

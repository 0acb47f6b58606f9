import { describe, expect, test } from "vitest";
import { registerInService, registrationByHand, UnknownShapeError } from "./edit-service-definition.js";

const route = {
  imports: [{ name: "aRoute", from: "./a-route.js" }],
  route: (app: string) => `aRoute(${app});`,
};
const consumer = {
  imports: [{ name: "aConsumer", from: "./a-consumer.js" }],
  consumer: (kit: (field: string) => string) => `aConsumer(${kit("config")}, ${kit("db")})`,
};
const head = 'import { x } from "pg";\nimport { b } from "./b.js"; // why\n';
const newHead = (name: string, file: string): string =>
  `import { x } from "pg";\nimport { ${name} } from "./${file}.js";\nimport { b } from "./b.js"; // why\n`;
const service = (body: string): string => `export const service = {\n  ${body}\n} satisfies Definition;\n`;

/** Whether a text is another with insertions only. */
function isGrownFrom(before: string, after: string): boolean {
  let at = 0;
  for (const character of after) if (character === before[at]) at += 1;
  return at === before.length;
}

describe("registerInService", () => {
  test.each([
    [
      "a block of routes",
      "build({ db }) {\n    return {\n      routes: (app) => {\n        own(app); // mine\n      },\n    };\n  },",
      "build({ db }) {\n    return {\n      routes: (app) => {\n        own(app); // mine\n        aRoute(app);\n      },\n    };\n  },",
    ],
    [
      "routes as one expression",
      "build: (kit) => ({ routes: (server) => own(server) }),",
      "build: (kit) => ({ routes: (server) => {\n    own(server);\n    aRoute(server);\n  } }),",
    ],
    [
      "a method without statements",
      "build() { return { routes(app) {} }; },",
      "build() { return { routes(app) {\n    aRoute(app);\n  } }; },",
    ],
  ])("puts a route into %s", (_what, before, after) => {
    const text = head + service(before);
    const result = registerInService(text, route);
    expect(result).toBe(newHead("aRoute", "a-route") + service(after));
    expect(isGrownFrom(text, result)).toBe(true);
  });

  test.each([
    [
      "an empty list, taking from the kit what is missing",
      "build({ db: pool }) { return { routes, consumers: [] }; },",
      "build({ db: pool, config }) { return { routes, consumers: [aConsumer(config, pool)] }; },",
    ],
    [
      "a list on many lines",
      "build(kit) {\n    return {\n      consumers: [\n        own(kit), // mine\n      ],\n    };\n  },",
      "build(kit) {\n    return {\n      consumers: [\n        own(kit), // mine\n        aConsumer(kit.config, kit.db),\n      ],\n    };\n  },",
    ],
    [
      "a place where there is no list yet",
      "build() { return { routes }; },",
      "build({ config, db }) { return { routes, consumers: [aConsumer(config, db)] }; },",
    ],
  ])("puts a consumer into %s", (_what, before, after) => {
    const text = head + service(before);
    const result = registerInService(text, consumer);
    expect(result).toBe(newHead("aConsumer", "a-consumer") + service(after));
    expect(isGrownFrom(text, result)).toBe(true);
  });

  test("breaks a list whose line would get too long", () => {
    const long = "first(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa), second(bbbbbbbbbbbbbbbbbbbbbbb)";
    const text = head + service(`build(kit) {\n    return {\n      consumers: [${long}],\n    };\n  },`);
    const result = registerInService(text, consumer);
    expect(result).toContain(
      `[\n        ${long.replace("), ", "),\n        ")},\n        aConsumer(kit.config, kit.db),\n      ],`,
    );
    expect(isGrownFrom(text, result)).toBe(true);
  });

  test.each([
    ["no service", "export const other = {};"],
    ["a service made by a function", "export const service = make();"],
    ["two ways out of build", service("build() { return a; return { routes: (app) => {} }; },")],
    ["routes made elsewhere", service("build() { return { routes: allRoutes }; },")],
    ["a name that is taken", `const aRoute = 1;\n${service("build() { return { routes: (app) => {} }; },")}`],
  ])("refuses %s, and says what is left to do", (_what, text) => {
    expect(() => registerInService(text, route)).toThrow(UnknownShapeError);
    const left = registrationByHand(text, route);
    expect(left).toContain('import { aRoute } from "./a-route.js";');
    expect(left).toContain("//   aRoute(app);");
  });
});

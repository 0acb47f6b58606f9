import { describe, expect, test } from "vitest";
import { methods } from "./add/contract-file.js";
import { appendRoutes, gatewayRoute } from "./gateway-routes.js";

const items = gatewayRoute({ name: "item-service", basePath: "/api/v1/items", gatewayPath: "/api/items" });
const boxes = gatewayRoute({ name: "box-service", basePath: "/api/v1/boxes", gatewayPath: "/api/boxes" });

/** The guideline's own route, with what a user may have put around it. */
const handWritten = `{
    "GlobalConfiguration": { "Routes": ["not these"], "note": "]} \\"Routes\\": [" },
    "Routes": [
        {
            "DownstreamPathTemplate": "/api/v1/users/{everything}",
            "DownstreamScheme": "http",
            "DownstreamHostAndPorts": [ { "Host": "user-service", "Port": 80 } ],
            "UpstreamPathTemplate": "/api/users/{everything}",
            "UpstreamHttpMethod": [ "GET", "POST", "PUT", "DELETE" ]
        }
    ],
    "Aggregates": []
}
`;

function parsed(text: string): { Routes: unknown[] } {
  return JSON.parse(text) as { Routes: unknown[] };
}

test("a new route lets every method through that an operation can have", () => {
  expect(items.UpstreamHttpMethod).toEqual(methods.map((method) => method.toUpperCase()));
});

describe("appendRoutes", () => {
  test("fills an empty list", () => {
    const text = appendRoutes('{\n  "Routes": []\n}\n', [items, boxes], "ocelot.json");
    expect(parsed(text)).toEqual({ Routes: [items, boxes] });
    expect(text.startsWith('{\n  "Routes": [\n    {\n      "UpstreamPathTemplate"')).toBe(true);
    expect(text.endsWith("    }\n  ]\n}\n")).toBe(true);
  });

  test("leaves every byte of the user's around the new route", () => {
    const text = appendRoutes(handWritten, [items], "ocelot.json");
    const [head, tail] = [
      handWritten.slice(0, handWritten.indexOf("\n    ],")),
      '\n    ],\n    "Aggregates": []\n}\n',
    ];
    expect(text.startsWith(`${head},\n        {\n            "Upstream`)).toBe(true);
    expect(text.endsWith(tail)).toBe(true);
    expect(parsed(text)).toEqual({ ...parsed(handWritten), Routes: [...parsed(handWritten).Routes, items] });
  });

  test("one by one gives the same text as all at once", () => {
    const start = '{\n  "Routes": []\n}\n';
    const one = appendRoutes(appendRoutes(start, [items], "f"), [boxes], "f");
    expect(one).toBe(appendRoutes(start, [items, boxes], "f"));
  });

  test("keeps line ends and one-line files valid", () => {
    const crlf = appendRoutes('{\r\n\t"Routes": []\r\n}\r\n', [items], "f");
    expect(crlf.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(crlf).toContain('\r\n\t\t{\r\n\t\t\t"Upstream');
    expect(parsed(appendRoutes('{"Routes":[]}', [items], "f"))).toEqual({ Routes: [items] });
  });

  test.each(["/api/items/{everything}", "/API/Items/{rest}", "/api/items", "/api/items/"])(
    "refuses a path that %s answers already",
    (UpstreamPathTemplate) => {
      const text = JSON.stringify({ Routes: [{ UpstreamPathTemplate, ServiceName: "old-service" }] });
      expect(() => appendRoutes(text, [items], "ocelot.json")).toThrow(
        expect.objectContaining({
          code: "ROUTE_TAKEN",
          params: { path: "/api/items/{everything}", file: "ocelot.json", service: "old-service" },
        }),
      );
    },
  );

  test("a catch-all or a longer path is no clash", () => {
    const others = ["/{everything}", "/api/items-archive/{everything}", "/api/items/special"];
    const text = JSON.stringify({ Routes: others.map((UpstreamPathTemplate) => ({ UpstreamPathTemplate })) });
    expect(parsed(appendRoutes(text, [items], "f")).Routes).toHaveLength(4);
  });

  test("names file and line of a text that is not valid", () => {
    expect(() => appendRoutes('{\n "Routes": [\n oops ] }', [items], "ocelot.json")).toThrow(
      expect.objectContaining({
        code: "FILE_INVALID",
        params: expect.objectContaining({ file: "ocelot.json", line: 3 }),
      }),
    );
    for (const text of ["{}", '{"Routes": {}}', "null", "[]"]) {
      expect(() => appendRoutes(text, [items], "f")).toThrow(
        expect.objectContaining({ code: "FILE_INVALID" }),
      );
    }
  });
});

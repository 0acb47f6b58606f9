import { expect, test } from "vitest";
import { withFunction } from "./gateway-route.js";

const api = { functionName: "user-service-dev-api:live", payloadFormat: "2.0" } as const;
const text = `{
  "Routes": [
    {
      "UpstreamPathTemplate": "/api/users/{everything}",
      "DownstreamPathTemplate": "/api/v1/users/{everything}",
      "ServiceName": "user-service",
      "QoSOptions": { "ExceptionsAllowedBeforeBreaking": 3 }
    },
    { "UpstreamPathTemplate": "/o", "DownstreamPathTemplate": "/o", "ServiceName": "order-service" }
  ]
}
`;

test("the service's route names its function; every other byte stays, and a second time nothing changes", () => {
  const changed = withFunction(text, "user-service", api);
  const line =
    '      "LambdaOptions": { "FunctionName": "user-service-dev-api:live", "PayloadFormatVersion": "2.0" },\n';
  expect(changed).toBe(text.replace('"user-service",\n', `"user-service",\n${line}`));
  expect(withFunction(changed, "user-service", api)).toBe(changed);
});

test("another function takes the place of the one before", () => {
  const before = withFunction(text, "user-service", api);
  const changed = withFunction(before, "user-service", {
    ...api,
    functionName: "user-service-prod-api:live",
  });
  expect(changed).toBe(before.replace("user-service-dev-api", "user-service-prod-api"));
});

test("a route on one line, the last member of its object, stays valid", () => {
  const changed = withFunction(text, "order-service", { ...api, payloadFormat: "1.0" });
  const { Routes } = JSON.parse(changed) as {
    Routes: { LambdaOptions?: { PayloadFormatVersion: string } }[];
  };
  expect(Routes.map(({ LambdaOptions }) => LambdaOptions?.PayloadFormatVersion)).toEqual([undefined, "1.0"]);
});

test("a service without a route changes nothing", () => {
  expect(withFunction(text, "payment-service", api)).toBe(text);
});

import { describe, expect, it } from "vitest";
import { readEnvironment } from "./environment.js";

describe("readEnvironment", () => {
  it("has a default for everything", () => {
    expect(readEnvironment({})).toEqual({
      authenticationProviders: {},
      configPath: "/config/ocelot.json",
      port: 8080,
      host: "127.0.0.1",
      consul: undefined,
      otlpEndpoint: undefined,
      serviceName: "gateway",
      cors: { origins: "*" },
      hostMap: {},
      logLevel: "info",
      graceMs: 8000,
    });
  });

  it("reads addresses with and without a scheme", () => {
    expect(readEnvironment({ CONSUL_HTTP_ADDR: "consul:8500" }).consul?.url).toBe("http://consul:8500");
    const consul = readEnvironment({
      CONSUL_HTTP_ADDR: "https://consul:8501/",
      CONSUL_HTTP_TOKEN: "t",
    }).consul;
    expect(consul).toEqual({ url: "https://consul:8501", token: "t" });
    expect(readEnvironment({ CONSUL_HTTP_ADDR: "" }).consul).toBeUndefined();
  });

  it("reads lists", () => {
    expect(readEnvironment({ GATEWAY_CORS_ORIGINS: "http://a, http://b" }).cors).toEqual({
      origins: ["http://a", "http://b"],
    });
    expect(readEnvironment({ GATEWAY_CORS_ORIGINS: "" }).cors).toBe(false);
    expect(
      readEnvironment({ GATEWAY_HOST_MAP: "user-service:80=127.0.0.1:3001,[::1]:1=b:2" }).hostMap,
    ).toEqual({
      "user-service:80": "127.0.0.1:3001",
      "[::1]:1": "b:2",
    });
  });

  it("reads who issues tokens", () => {
    const shop = { Issuer: "https://id/", Audience: "shop", JwksUri: "https://id/jwks" };
    expect(readEnvironment({ GATEWAY_AUTH_PROVIDERS: JSON.stringify({ shop }) })).toMatchObject({
      authenticationProviders: {
        shop: { issuer: "https://id/", audiences: ["shop"], jwksUri: shop.JwksUri },
      },
    });
    const wrong = JSON.stringify({ shop: { ...shop, JwksUri: "id/jwks" } });
    expect(() => readEnvironment({ GATEWAY_AUTH_PROVIDERS: wrong })).toThrow(/shop.JwksUri: must be an http/);
    expect(() => readEnvironment({ GATEWAY_AUTH_PROVIDERS: "shop" })).toThrow(/PROVIDERS: not valid JSON/);
  });

  it("names the variable that is wrong, and its value", () => {
    expect(() => readEnvironment({ PORT: "http" })).toThrow(/PORT=http/);
    expect(() => readEnvironment({ GATEWAY_HOST_MAP: "user-service=127.0.0.1" })).toThrow(/user-service=127/);
    expect(() => readEnvironment({ CONSUL_HTTP_ADDR: "http://" })).toThrow(/CONSUL_HTTP_ADDR/);
  });
});

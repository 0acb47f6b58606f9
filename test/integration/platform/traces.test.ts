import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../../conformance/gateway/eventually.js";
import { tracer } from "../../conformance/otlp/traced-service.js";
import { DockerWorkspace, describeDocker } from "../../helpers/docker.js";
import { msx, msxJson } from "../../helpers/msx.js";

interface Traces {
  readonly traces?: readonly { readonly traceId: string; readonly services: readonly string[] }[];
  readonly spans?: readonly { readonly name: string; readonly service: string; readonly depth: number }[];
  readonly error?: { readonly code: string };
}

describeDocker("msx traces on a platform of containers", () => {
  const workspace = new DockerWorkspace(["parcel-service"]);
  const cwd = workspace.folder;
  const traces = (...args: string[]) => msxJson<Traces>(["traces", ...args], { cwd });

  beforeAll(() => {
    const disabled = "platform: { disabled: [postgres, rabbitmq, aws] }";
    workspace.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${disabled}\n`,
    );
  });
  afterAll(async () => {
    await workspace.remove();
    expect(await workspace.leftovers()).toEqual([]);
  });

  test("says what to run while nothing runs", async () => {
    const { exitCode, result } = await traces();
    expect([exitCode, result.error?.code]).toEqual([4, "PLATFORM_DOWN"]);
  });

  test("draws what passed the gateway, below the caller's span", { timeout: 600_000 }, async () => {
    const up = await msx(["up"], { cwd, timeoutMs: 600_000 });
    if (up.exitCode !== 0) throw new Error(up.stderr);
    expect((await traces()).exitCode).toBe(0);

    const { result: variables } = await msxJson<Record<string, string>>(["env"], { cwd });
    const provider = tracer("browser", variables.OTEL_EXPORTER_OTLP_ENDPOINT ?? "");
    const span = provider.getTracer("test").startSpan("click");
    const { traceId, spanId } = span.spanContext();
    const traceparent = `00-${traceId}-${spanId}-01`;
    // No instance is registered: the gateway answers by itself.
    const response = await fetch(`${variables.GATEWAY_URL}/api/parcels`, { headers: { traceparent } });
    span.end();
    await provider.forceFlush();
    const shown = await eventually("the gateway's span has arrived", async () => {
      const { result } = await traces(traceId);
      return (result.spans?.length ?? 0) > 1 && result.spans;
    });
    expect(shown[0]).toMatchObject({ name: "click", service: "browser", depth: 0 });
    expect(shown[1]).toMatchObject({ service: "gateway", depth: 1 });
    expect([404, 503]).toContain(response.status);
    const { result: listed } = await traces("--service", "gateway");
    expect(listed.traces?.find((one) => one.traceId === traceId)).toMatchObject({
      traceId,
      services: ["browser", "gateway"],
    });
    const { stdout } = await msx(["traces", "latest", "--service", "browser"], { cwd });
    expect(stdout).toMatch(/^click +browser .*\n└─ .+gateway/m);
  });
});
